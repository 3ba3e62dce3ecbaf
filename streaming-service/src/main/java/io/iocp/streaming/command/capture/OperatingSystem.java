package io.iocp.streaming.command.capture;

import java.util.Locale;

/** Systems whose ways to capture are known. */
public enum OperatingSystem {
  WINDOWS,
  MACOS,
  /** Linux, and whatever else has X11. */
  UNIX;

  /**
   * The system of this name.
   *
   * @param name Java's property {@code os.name}
   */
  public static OperatingSystem of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("windows")) {
      return WINDOWS;
    }
    return lower.startsWith("mac") ? MACOS : UNIX;
  }
}
