package io.iocp.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;

@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "iocp.address=127.0.0.1")
class LocalIocpPortTest {

  @LocalIocpPort private int port;
  @Autowired private IocpTransport transport;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Test
  void aTestGetsAFreePortAndIsToldWhich() throws IOException {
    assertThat(transport.options().address().getPort()).isZero();
    assertThat(port).isPositive().isEqualTo(transport.address().getPort());
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void aParameterGetsItToo(@LocalIocpPort int injected) {
    assertThat(injected).isEqualTo(port);
  }
}
