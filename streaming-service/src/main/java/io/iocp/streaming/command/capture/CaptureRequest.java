package io.iocp.streaming.command.capture;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to see.
 *
 * @param input which of several: a file's path, a display, a camera; the usual one if null
 * @param framesPerSecond 1 … 240; null for the usual 30, or for the file's own
 * @param size the picture is made smaller to fit in; as it comes if null
 */
public record CaptureRequest(
    CaptureSource source,
    @Nullable String input,
    @Nullable Integer framesPerSecond,
    @Nullable PictureSize size) {

  private static final int USUAL_FRAMES_PER_SECOND = 30;
  private static final int MOST_FRAMES_PER_SECOND = 240;

  public CaptureRequest {
    if (framesPerSecond != null
        && (framesPerSecond < 1 || framesPerSecond > MOST_FRAMES_PER_SECOND)) {
      throw new IllegalArgumentException(
          "frames per second must be 1 to " + MOST_FRAMES_PER_SECOND + ": " + framesPerSecond);
    }
  }

  int effectiveFramesPerSecond() {
    return framesPerSecond == null ? USUAL_FRAMES_PER_SECOND : framesPerSecond;
  }
}
