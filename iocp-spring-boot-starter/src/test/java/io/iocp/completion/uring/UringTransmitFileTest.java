package io.iocp.completion.uring;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;

class UringTransmitFileTest extends TransmitFileContract {

  @Override
  protected PortProvider provider() {
    return new UringPortProvider();
  }
}
