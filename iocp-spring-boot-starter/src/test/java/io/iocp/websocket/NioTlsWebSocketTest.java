package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.testsupport.TestCertificate;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioTlsWebSocketTest extends WebSocketContract {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("server");

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }

  @Override
  TestCertificate certificate() {
    return CERTIFICATE;
  }
}
