package io.iocp.packet;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioPacketTest extends PacketContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
