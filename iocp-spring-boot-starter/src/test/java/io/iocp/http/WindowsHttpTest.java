package io.iocp.http;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsHttpTest extends HttpContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
