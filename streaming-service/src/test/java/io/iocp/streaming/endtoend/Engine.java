package io.iocp.streaming.endtoend;

import io.iocp.completion.Availability;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.testsupport.Capability;
import java.util.Locale;

/** An engine that the service runs on. */
enum Engine {
  NIO,
  URING;

  /** Lets the test go on only where the engine can run. */
  void require() {
    if (this == URING) {
      Availability availability = new UringPortProvider().availability();
      Capability.require("uring", availability.available(), availability.reason());
    }
  }

  String property() {
    return "--iocp.engine=" + name().toLowerCase(Locale.ROOT);
  }
}
