package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringWebSocketClientTest extends WebSocketClientContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
