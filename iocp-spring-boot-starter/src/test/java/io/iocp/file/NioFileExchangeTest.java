package io.iocp.file;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioFileExchangeTest extends FileExchangeContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
