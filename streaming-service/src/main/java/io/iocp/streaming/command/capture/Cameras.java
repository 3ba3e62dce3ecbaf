package io.iocp.streaming.command.capture;

import java.util.ArrayList;
import java.util.List;

/** A camera, by system. It keeps its own rate, for not all have every one. */
final class Cameras {

  private Cameras() {}

  static Capture of(CaptureRequest request, Machine machine) {
    String wanted = request.input();
    return switch (machine.system()) {
      case WINDOWS -> {
        if (wanted == null && machine.cameras().isEmpty()) {
          yield new Capture.Impossible("ffmpeg finds no camera here");
        }
        String camera = wanted == null ? machine.cameras().get(0) : wanted;
        yield input(request, machine, "dshow", "video=" + camera);
      }
      case MACOS ->
          input(request, machine, "avfoundation", (wanted == null ? "default" : wanted) + ":none");
      case UNIX -> input(request, machine, "v4l2", wanted == null ? "/dev/video0" : wanted);
    };
  }

  private static Capture input(
      CaptureRequest request, Machine machine, String device, String what) {
    // FFmpeg's name for it in lists.
    String listed = device.equals("v4l2") ? "video4linux2" : device;
    if (!machine.hasDevice(device) && !machine.hasDevice(listed)) {
      return new Capture.Impossible("this ffmpeg was built without " + device);
    }
    List<String> filters = new ArrayList<>();
    filters.add("fps=" + request.effectiveFramesPerSecond());
    filters.addAll(Capture.fit(request.size()));
    return new Capture.Input(
        List.of("-f", device, "-i", what), filters, request.effectiveFramesPerSecond(), false);
  }
}
