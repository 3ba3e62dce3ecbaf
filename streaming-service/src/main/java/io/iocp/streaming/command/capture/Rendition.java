package io.iocp.streaming.command.capture;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of several ways in which the same pictures are encoded.
 *
 * @param name what follows the {@code @} in the name of its stream: ASCII letters, digits, dots,
 *     underscores and hyphens, 32 at most
 * @param bitsPerSecond of the pictures
 * @param size they are made smaller to fit in; as they come if null
 */
public record Rendition(String name, long bitsPerSecond, @Nullable PictureSize size) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException when it is none
   */
  public Rendition {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a rendition's name has up to 32 of the characters A-Z a-z 0-9 . _ -: " + name);
    }
  }
}
