package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringWebSocketTest extends WebSocketContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
