package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import org.junit.jupiter.api.Tag;

/**
 * The contract with reads by registrations as newer Windows has them: those of {@link
 * PolledSocketNotifications} under Wine, its own on Windows.
 */
@Tag("engine")
class WindowsRegistrationsTest extends WindowsCompletionPortTest {

  @Override
  protected PortProvider provider() {
    return byRegistrations();
  }

  static PortProvider byRegistrations() {
    return new WindowsPortProvider(
        WindowsNotificationCompletionPortTest.BY_NOTIFICATION,
        () -> {
          SocketNotificationFunction here = SocketNotificationFunction.here();
          return here == null ? PolledSocketNotifications.instance() : here;
        });
  }
}
