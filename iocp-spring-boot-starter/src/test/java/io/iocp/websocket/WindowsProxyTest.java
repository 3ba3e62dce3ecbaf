package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;

class WindowsProxyTest extends ProxyContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
