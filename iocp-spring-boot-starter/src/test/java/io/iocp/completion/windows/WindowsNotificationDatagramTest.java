package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;

/** The contract with reads by notification; under Wine that is by polling in the driver. */
@Tag("engine")
class WindowsNotificationDatagramTest extends WindowsDatagramTest {

  @Override
  protected PortProvider provider() {
    return WindowsNotificationCompletionPortTest.byNotification();
  }
}
