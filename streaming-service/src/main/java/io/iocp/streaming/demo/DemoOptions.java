package io.iocp.streaming.demo;

import java.util.regex.Pattern;

/**
 * What the demo picture looks like and under which name it is published.
 *
 * @param streamName 1 to 64 letters, digits, dots, underscores or hyphens, not starting with a dot
 * @param width in pixels, 160 to 1920
 * @param height in pixels, 90 to 1080
 * @param framesPerSecond 1 to 60
 * @param quality of the JPEG compression, above 0 (smallest) to 1 (best)
 */
public record DemoOptions(
    String streamName, int width, int height, int framesPerSecond, float quality) {

  private static final Pattern STREAM_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}");

  /** Refuses what is out of range, naming the value and the range. */
  public DemoOptions {
    if (!STREAM_NAME.matcher(streamName).matches()) {
      throw new IllegalArgumentException(
          "streamName must match " + STREAM_NAME + ": streamName=" + streamName);
    }
    requireWithin("width", width, 160, 1920);
    requireWithin("height", height, 90, 1080);
    requireWithin("framesPerSecond", framesPerSecond, 1, 60);
    if (!(quality > 0 && quality <= 1)) {
      throw new IllegalArgumentException(
          "quality must be above 0 and at most 1: quality=" + quality);
    }
  }

  /** Stream {@code demo}, 640 × 360 pixels, 25 frames a second, quality 0.8. */
  public static DemoOptions defaults() {
    return new DemoOptions("demo", 640, 360, 25, 0.8f);
  }

  private static void requireWithin(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ": " + name + "=" + value);
    }
  }
}
