package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;

/** Datagrams by registrations that are edge-triggered; see {@link WindowsRegistrationsTest}. */
class WindowsRegistrationsDatagramTest extends WindowsDatagramTest {

  @Override
  protected PortProvider provider() {
    return WindowsRegistrationsTest.byRegistrations();
  }
}
