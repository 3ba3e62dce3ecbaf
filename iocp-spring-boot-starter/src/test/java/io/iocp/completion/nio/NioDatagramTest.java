package io.iocp.completion.nio;

import io.iocp.completion.DatagramContract;
import io.iocp.completion.PortProvider;

class NioDatagramTest extends DatagramContract {

  @Override
  protected PortProvider provider() {
    return new NioPortProvider();
  }
}
