package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** The contract with reads by notification; under Wine that is by polling in the driver. */
@Tag("engine")
class WindowsNotificationCompletionPortTest extends WindowsCompletionPortTest {

  static final WindowsPortProvider.Options BY_NOTIFICATION =
      new WindowsPortProvider.Options(
          64, 0, Duration.ofSeconds(10), 0, WindowsPortProvider.Reads.NOTIFICATION, false);

  @Override
  protected PortProvider provider() {
    return byNotification();
  }

  static PortProvider byNotification() {
    return new WindowsPortProvider(BY_NOTIFICATION);
  }
}
