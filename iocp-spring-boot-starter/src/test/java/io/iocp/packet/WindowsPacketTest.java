package io.iocp.packet;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class WindowsPacketTest extends PacketContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
