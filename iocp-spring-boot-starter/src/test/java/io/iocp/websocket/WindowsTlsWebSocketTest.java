package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.testsupport.TestCertificate;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class WindowsTlsWebSocketTest extends WebSocketContract {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("server");

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }

  @Override
  TestCertificate certificate() {
    return CERTIFICATE;
  }
}
