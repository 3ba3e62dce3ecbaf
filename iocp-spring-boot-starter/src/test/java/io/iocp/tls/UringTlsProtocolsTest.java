package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringTlsProtocolsTest extends TlsProtocolsContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
