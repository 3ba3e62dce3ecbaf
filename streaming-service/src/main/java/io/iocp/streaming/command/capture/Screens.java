package io.iocp.streaming.command.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The desktop, by system. */
final class Screens {

  private static final String WAYLAND =
      "this is a Wayland session, where programs cannot see the screen without its portal:"
          + " publish with a browser, on the server's page /publish/NAME";

  private Screens() {}

  static Capture of(CaptureRequest request, Machine machine) {
    return switch (machine.system()) {
      case WINDOWS -> windows(request, machine);
      case MACOS -> macos(request, machine);
      case UNIX -> unix(request, machine);
    };
  }

  private static Capture windows(CaptureRequest request, Machine machine) {
    String wanted = request.input();
    int framesPerSecond = request.effectiveFramesPerSecond();
    if (wanted != null && !isNumber(wanted)) {
      return machine.hasDevice("gdigrab")
          ? gdigrab(request, "title=" + wanted)
          : missing("gdigrab");
    }
    String monitor = wanted == null ? "0" : wanted;
    if (machine.hasFilter("ddagrab")) {
      return onGraphicsCard(
          request, "ddagrab=output_idx=" + monitor + ":framerate=" + framesPerSecond);
    }
    if (machine.hasFilter("gfxcapture")) {
      return onGraphicsCard(
          request, "gfxcapture=monitor_idx=" + monitor + ":max_framerate=" + framesPerSecond);
    }
    if (!machine.hasDevice("gdigrab")) {
      return missing("ddagrab, gfxcapture or gdigrab");
    }
    return wanted == null
        ? gdigrab(request, "desktop")
        : new Capture.Impossible(
            "this ffmpeg cannot capture one monitor of several: install a newer one");
  }

  /** Captured on the graphics card, whatever encodes it: all encoders take it from memory. */
  private static Capture onGraphicsCard(CaptureRequest request, String filter) {
    return input(request, List.of("-f", "lavfi", "-i", filter + ",hwdownload,format=bgra"));
  }

  private static Capture gdigrab(CaptureRequest request, String what) {
    return grab(request, "gdigrab", what);
  }

  private static Capture macos(CaptureRequest request, Machine machine) {
    String wanted = request.input();
    String screen = wanted == null ? "Capture screen 0" : wanted;
    return machine.hasDevice("avfoundation")
        ? input(
            request,
            List.of(
                "-f",
                "avfoundation",
                "-capture_cursor",
                "1",
                "-framerate",
                Integer.toString(request.effectiveFramesPerSecond()),
                "-i",
                screen + ":none"))
        : missing("avfoundation");
  }

  private static Capture unix(CaptureRequest request, Machine machine) {
    String display = request.input() == null ? machine.display() : request.input();
    if (request.input() == null && machine.isWayland()) {
      return new Capture.Impossible(WAYLAND);
    }
    if (display == null) {
      return new Capture.Impossible(
          "there is no screen here: DISPLAY is not set. Name one: --input :0");
    }
    return machine.hasDevice("x11grab") ? grab(request, "x11grab", display) : missing("x11grab");
  }

  private static Capture grab(CaptureRequest request, String device, String what) {
    return input(
        request,
        List.of(
            "-f",
            device,
            "-framerate",
            Integer.toString(request.effectiveFramesPerSecond()),
            "-i",
            what));
  }

  private static Capture input(CaptureRequest request, List<String> arguments) {
    return new Capture.Input(
        arguments, Capture.fit(request.size()), request.effectiveFramesPerSecond(), false);
  }

  private static Capture missing(String what) {
    return new Capture.Impossible("this ffmpeg was built without " + what);
  }

  private static boolean isNumber(@Nullable String text) {
    return text != null && text.matches("\\d{1,3}");
  }
}
