package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioConnectTest extends ConnectContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
