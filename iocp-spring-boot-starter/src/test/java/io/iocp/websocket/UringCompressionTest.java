package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringCompressionTest extends CompressionContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
