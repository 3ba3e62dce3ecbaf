package io.iocp.streaming.command.capture;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where pictures are captured.
 *
 * @param environment variables of this process
 * @param cameras names of cameras, where the system asks for names
 */
public record Machine(
    OperatingSystem system,
    Map<String, String> environment,
    FfmpegLists ffmpeg,
    List<String> cameras) {

  boolean isWayland() {
    return system == OperatingSystem.UNIX
        && ("wayland".equals(environment.get("XDG_SESSION_TYPE"))
            || environment.containsKey("WAYLAND_DISPLAY"));
  }

  @Nullable String display() {
    return environment.get("DISPLAY");
  }

  boolean hasDevice(String name) {
    return ffmpeg.devices().contains(name);
  }

  boolean hasFilter(String name) {
    return ffmpeg.filters().contains(name);
  }
}
