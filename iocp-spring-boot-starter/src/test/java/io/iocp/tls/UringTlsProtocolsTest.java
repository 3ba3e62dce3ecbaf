package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringTlsProtocolsTest extends TlsProtocolsContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
