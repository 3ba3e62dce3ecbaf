package io.iocp.streaming.endtoend;

import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.testsupport.Capability;

/** An engine that the service runs on. */
enum Engine {
  NIO(new NioPortProvider()),
  URING(new UringPortProvider()),
  WINDOWS(new WindowsPortProvider());

  @SuppressWarnings("ImmutableEnumChecker") // Providers have no state of their own.
  private final PortProvider provider;

  Engine(PortProvider provider) {
    this.provider = provider;
  }

  /** Lets the test go on only where the engine can run. */
  void require() {
    Availability availability = provider.availability();
    Capability.require(provider.name(), availability.available(), availability.reason());
  }

  String property() {
    return "--iocp.engine=" + provider.name();
  }
}
