package io.iocp.file;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringFileExchangeTest extends FileExchangeContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
