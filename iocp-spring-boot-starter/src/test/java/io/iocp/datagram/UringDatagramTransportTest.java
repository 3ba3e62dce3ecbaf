package io.iocp.datagram;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringDatagramTransportTest extends DatagramTransportContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
