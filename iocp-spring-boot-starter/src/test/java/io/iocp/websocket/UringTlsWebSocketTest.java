package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.testsupport.TestCertificate;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringTlsWebSocketTest extends WebSocketContract {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("server");

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }

  @Override
  TestCertificate certificate() {
    return CERTIFICATE;
  }
}
