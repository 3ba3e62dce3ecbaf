package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringStressTest extends StressContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
