package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioTlsTest extends TlsContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
