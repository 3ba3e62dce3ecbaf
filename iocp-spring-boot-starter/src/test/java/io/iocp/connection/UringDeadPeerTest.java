package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringDeadPeerTest extends DeadPeerContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
