package io.iocp.packet;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioPacketTest extends PacketContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
