package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioTlsProtocolsTest extends TlsProtocolsContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
