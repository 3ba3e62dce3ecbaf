package io.iocp.completion.nio;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;

class NioTransmitFileTest extends TransmitFileContract {

  @Override
  protected PortProvider provider() {
    return new NioPortProvider();
  }
}
