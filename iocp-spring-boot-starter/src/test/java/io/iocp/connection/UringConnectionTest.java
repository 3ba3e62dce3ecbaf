package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringConnectionTest extends ConnectionContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
