package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;

/** Datagrams by registrations that are edge-triggered; see {@link WindowsRegistrationsTest}. */
@Tag("engine")
class WindowsRegistrationsDatagramTest extends WindowsDatagramTest {

  @Override
  protected PortProvider provider() {
    return WindowsRegistrationsTest.byRegistrations();
  }
}
