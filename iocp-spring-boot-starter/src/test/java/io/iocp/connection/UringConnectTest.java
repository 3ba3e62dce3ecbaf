package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringConnectTest extends ConnectContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
