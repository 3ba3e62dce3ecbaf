package io.iocp.socket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringSocketTest extends SocketContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
