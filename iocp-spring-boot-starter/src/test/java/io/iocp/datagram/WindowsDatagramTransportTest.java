package io.iocp.datagram;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class WindowsDatagramTransportTest extends DatagramTransportContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
