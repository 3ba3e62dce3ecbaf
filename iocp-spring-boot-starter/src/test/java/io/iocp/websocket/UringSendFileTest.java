package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringSendFileTest extends SendFileContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
