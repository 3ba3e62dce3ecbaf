package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;
import io.iocp.testsupport.Wine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsTransmitFileTest extends TransmitFileContract {

  @Override
  protected PortProvider provider() {
    return new WindowsPortProvider();
  }

  /**
   * Wine's transmit goes piece by piece, and a reset that arrives while it is at one is told to
   * others only: it waits for good then, until it is called off.
   */
  @Override
  protected boolean transmitsHearOfResets() {
    return !Wine.isHere();
  }
}
