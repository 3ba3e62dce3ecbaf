package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioTlsProtocolsTest extends TlsProtocolsContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
