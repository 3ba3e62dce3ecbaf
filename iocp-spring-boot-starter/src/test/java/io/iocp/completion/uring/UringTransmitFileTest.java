package io.iocp.completion.uring;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringTransmitFileTest extends TransmitFileContract {

  @Override
  protected PortProvider provider() {
    return new UringPortProvider();
  }
}
