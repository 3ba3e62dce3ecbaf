package io.iocp.streaming.command.capture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The largest size of a picture.
 *
 * @param width in pixels, 16 … 16,384
 * @param height in pixels, 16 … 16,384
 */
public record PictureSize(int width, int height) {

  private static final int SMALLEST = 16;
  private static final int LARGEST = 16_384;
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  public PictureSize {
    if (width < SMALLEST || height < SMALLEST || width > LARGEST || height > LARGEST) {
      throw new IllegalArgumentException(
          "a picture has 16 to 16384 pixels each way: " + width + "x" + height);
    }
  }

  /**
   * Reads {@code 1280x720}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static PictureSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size is written as 1280x720: " + text);
    }
    return new PictureSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }
}
