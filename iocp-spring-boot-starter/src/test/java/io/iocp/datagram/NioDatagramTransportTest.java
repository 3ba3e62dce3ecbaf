package io.iocp.datagram;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioDatagramTransportTest extends DatagramTransportContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
