package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioSendFileTest extends SendFileContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
