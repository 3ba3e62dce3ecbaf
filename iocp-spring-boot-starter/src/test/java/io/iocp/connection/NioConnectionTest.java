package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioConnectionTest extends ConnectionContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
