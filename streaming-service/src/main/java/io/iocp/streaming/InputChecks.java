package io.iocp.streaming;

import io.iocp.streaming.stream.StreamId;
import org.jspecify.annotations.Nullable;

/** What the settings of all inputs with a port of their own have to be. */
final class InputChecks {

  private InputChecks() {}

  static void stream(String name) {
    StreamId.whyInvalid(name)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  static int port(@Nullable Integer port) {
    if (port == null || port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
    return port;
  }
}
