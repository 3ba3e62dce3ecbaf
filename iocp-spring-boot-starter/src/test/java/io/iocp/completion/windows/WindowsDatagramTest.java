package io.iocp.completion.windows;

import io.iocp.completion.DatagramContract;
import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsDatagramTest extends DatagramContract {

  @Override
  protected PortProvider provider() {
    return new WindowsPortProvider();
  }
}
