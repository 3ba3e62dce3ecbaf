package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioWebSocketTest extends WebSocketContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
