package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringTlsTest extends TlsContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
