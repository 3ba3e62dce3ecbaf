package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringCompressionTest extends CompressionContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
