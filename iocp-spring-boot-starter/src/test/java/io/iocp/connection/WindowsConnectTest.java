package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class WindowsConnectTest extends ConnectContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
