package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioProxyTest extends ProxyContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
