package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class WindowsProxyTest extends ProxyContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
