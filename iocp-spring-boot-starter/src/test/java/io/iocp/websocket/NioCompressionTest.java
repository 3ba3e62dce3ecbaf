package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioCompressionTest extends CompressionContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
