package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;

/** The contract with reads by notification; under Wine that is by polling in the driver. */
class WindowsNotificationDatagramTest extends WindowsDatagramTest {

  @Override
  protected PortProvider provider() {
    return WindowsNotificationCompletionPortTest.byNotification();
  }
}
