package io.iocp.completion.uring;

import io.iocp.completion.DatagramContract;
import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringDatagramTest extends DatagramContract {

  @Override
  protected PortProvider provider() {
    return new UringPortProvider();
  }
}
