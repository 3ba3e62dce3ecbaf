package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;

class WindowsTlsTest extends TlsContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
