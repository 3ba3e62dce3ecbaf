package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsConnectionTest extends ConnectionContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }

  @Override
  boolean workersKeepToTheirThreads() {
    return false;
  }
}
