package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.socket.SocketListener;
import io.iocp.testsupport.WorkerThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Timeout(60)
class SocketListenerTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(IocpAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  private static SocketListener echo(String protocol, int port) {
    return new SocketListener(
        protocol,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        false,
        (session, piece) -> session.send(piece));
  }

  @Test
  void theTransportListensForEachBean() {
    runner
        .withBean("one", SocketListener.class, () -> echo("one", 0))
        .withBean("two", SocketListener.class, () -> echo("two", 0))
        .run(
            context -> {
              IocpTransport transport = context.getBean(IocpTransport.class);
              for (SocketListener bean : context.getBeansOfType(SocketListener.class).values()) {
                InetSocketAddress address = transport.socketAddress(bean).orElseThrow();
                try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                  socket.getOutputStream().write(42);
                  assertThat(socket.getInputStream().read()).isEqualTo(42);
                }
              }
            });
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      runner
          .withBean(SocketListener.class, () -> echo("echo", taken.getLocalPort()))
          .run(
              context ->
                  assertThat(context)
                      .getFailure()
                      .hasStackTraceContaining(":" + taken.getLocalPort()));
    }
  }
}
