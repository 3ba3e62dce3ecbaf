package io.iocp.socket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioSocketTest extends SocketContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
