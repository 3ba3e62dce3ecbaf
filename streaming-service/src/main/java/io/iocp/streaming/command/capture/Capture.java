package io.iocp.streaming.command.capture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How to get pictures on a machine, as ffmpeg's arguments; or why that cannot be. Pure. */
public sealed interface Capture {

  /**
   * An input of ffmpeg.
   *
   * @param arguments up to the input
   * @param filters what is done to the picture before it is encoded
   * @param framesPerSecond expected
   * @param sound whether sound may come with it
   */
  record Input(List<String> arguments, List<String> filters, int framesPerSecond, boolean sound)
      implements Capture {}

  /**
   * It cannot be.
   *
   * @param reason what to do instead, for people
   */
  record Impossible(String reason) implements Capture {}

  /** The way to what is wanted on this machine. */
  static Capture of(CaptureRequest request, Machine machine) {
    return switch (request.source()) {
      case SCREEN -> Screens.of(request, machine);
      case CAMERA -> Cameras.of(request, machine);
      case FILE -> file(request);
      case TEST ->
          new Input(
              List.of(
                  "-re",
                  "-f",
                  "lavfi",
                  "-i",
                  "testsrc2=size="
                      + (request.size() == null
                          ? "1280x720"
                          : request.size().width() + "x" + request.size().height())
                      + ":rate="
                      + request.effectiveFramesPerSecond()),
              fit(null),
              request.effectiveFramesPerSecond(),
              false);
    };
  }

  private static Capture file(CaptureRequest request) {
    String path = request.input();
    if (path == null) {
      return new Impossible("which file? --source file wants --input PATH");
    }
    List<String> filters = new ArrayList<>();
    if (request.framesPerSecond() != null) {
      filters.add("fps=" + request.framesPerSecond());
    }
    filters.addAll(fit(request.size()));
    // A colon would be a protocol's: "file:" has ffmpeg take the rest as it is.
    return new Input(
        List.of("-re", "-i", "file:" + path), filters, request.effectiveFramesPerSecond(), true);
  }

  /** Encoders want even numbers of pixels; what is larger than wanted is made smaller. */
  static List<String> fit(@Nullable PictureSize size) {
    return size == null
        ? List.of("crop=trunc(iw/2)*2:trunc(ih/2)*2")
        : List.of(
            "scale=w=min(iw\\,"
                + size.width()
                + "):h=min(ih\\,"
                + size.height()
                + "):force_original_aspect_ratio=decrease:force_divisible_by=2");
  }
}
