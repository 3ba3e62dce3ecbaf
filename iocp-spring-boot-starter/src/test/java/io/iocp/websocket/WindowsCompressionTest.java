package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;

class WindowsCompressionTest extends CompressionContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
