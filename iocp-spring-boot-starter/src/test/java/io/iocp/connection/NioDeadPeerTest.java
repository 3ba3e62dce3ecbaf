package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioDeadPeerTest extends DeadPeerContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
