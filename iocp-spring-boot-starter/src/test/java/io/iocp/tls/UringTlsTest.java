package io.iocp.tls;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringTlsTest extends TlsContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
