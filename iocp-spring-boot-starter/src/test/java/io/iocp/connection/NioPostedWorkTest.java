package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioPostedWorkTest extends PostedWorkContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
