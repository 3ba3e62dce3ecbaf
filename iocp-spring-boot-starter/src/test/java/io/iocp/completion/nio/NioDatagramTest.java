package io.iocp.completion.nio;

import io.iocp.completion.DatagramContract;
import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioDatagramTest extends DatagramContract {

  @Override
  protected PortProvider provider() {
    return new NioPortProvider();
  }
}
