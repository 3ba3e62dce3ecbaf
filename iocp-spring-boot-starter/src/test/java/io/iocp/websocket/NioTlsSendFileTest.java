package io.iocp.websocket;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import io.iocp.testsupport.TestCertificate;

class NioTlsSendFileTest extends SendFileContract {

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
