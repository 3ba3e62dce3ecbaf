package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioStressTest extends StressContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
