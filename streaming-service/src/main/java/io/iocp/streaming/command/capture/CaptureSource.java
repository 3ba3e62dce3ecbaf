package io.iocp.streaming.command.capture;

import java.util.Arrays;
import java.util.Locale;

/** Where ffmpeg gets its pictures from. */
public enum CaptureSource {
  /** The desktop. */
  SCREEN,
  /** A camera. */
  CAMERA,
  /** A file of any container and codec that ffmpeg reads, in its own time, with its sound. */
  FILE,
  /** A moving test picture. */
  TEST;

  /**
   * The source of this name, in lower case.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static CaptureSource named(String name) {
    return Arrays.stream(values())
        .filter(source -> source.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a source is screen, camera, file, test or -: " + name));
  }
}
