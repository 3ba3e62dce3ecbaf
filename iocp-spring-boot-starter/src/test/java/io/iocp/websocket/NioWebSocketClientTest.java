package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioWebSocketClientTest extends WebSocketClientContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
