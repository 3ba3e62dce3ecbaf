package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioCompressionTest extends CompressionContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
