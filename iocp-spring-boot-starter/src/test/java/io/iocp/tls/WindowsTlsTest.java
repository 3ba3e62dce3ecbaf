package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class WindowsTlsTest extends TlsContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
