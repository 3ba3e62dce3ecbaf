package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class WindowsTransmitFileTest extends TransmitFileContract {

  @Override
  protected PortProvider provider() {
    return new WindowsPortProvider();
  }
}
