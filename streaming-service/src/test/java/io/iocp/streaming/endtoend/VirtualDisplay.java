package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A display that nobody looks at, for programs that open windows. */
final class VirtualDisplay implements AutoCloseable {

  private final Process server;
  private final String name;

  private VirtualDisplay(Process server, String name) {
    this.server = server;
    this.name = name;
  }

  /**
   * @param size of its screen, such as {@code 640x480}
   */
  static VirtualDisplay open(String size) throws IOException {
    Path xvfb = Capability.requireProgram("Xvfb");
    Process server =
        new ProcessBuilder(
                xvfb.toString(),
                "-displayfd",
                "1",
                "-screen",
                "0",
                size + "x24",
                "-nolisten",
                "tcp")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader number = server.inputReader(StandardCharsets.US_ASCII)) {
      return new VirtualDisplay(server, ":" + number.readLine());
    } catch (IOException e) {
      server.destroyForcibly();
      throw e;
    }
  }

  /** What programs find it by, as {@code DISPLAY}. */
  String name() {
    return name;
  }

  @Override
  public void close() {
    // Not by force: it takes its lock away.
    server.destroy();
  }
}
