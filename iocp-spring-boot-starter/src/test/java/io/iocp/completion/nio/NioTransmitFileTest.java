package io.iocp.completion.nio;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioTransmitFileTest extends TransmitFileContract {

  @Override
  protected PortProvider provider() {
    return new NioPortProvider();
  }
}
