package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringProxyTest extends ProxyContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
