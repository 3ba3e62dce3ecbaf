package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringPostedWorkTest extends PostedWorkContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
