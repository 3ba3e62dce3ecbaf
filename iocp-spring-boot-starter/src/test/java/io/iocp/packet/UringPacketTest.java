package io.iocp.packet;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringPacketTest extends PacketContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
