package io.iocp.packet;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringPacketTest extends PacketContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
