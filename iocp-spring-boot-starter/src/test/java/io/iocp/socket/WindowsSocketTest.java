package io.iocp.socket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsSocketTest extends SocketContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
