package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class WindowsWebSocketClientTest extends WebSocketClientContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
