package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.PacketSession;
import io.iocp.packet.WholePacketHandler;
import io.iocp.testsupport.WorkerThreads;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Timeout(60)
class PacketListenerTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(IocpAutoConfiguration.class))
          .withUserConfiguration(Handlers.class)
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  @Configuration(proxyBeanMethods = false)
  static class Handlers {

    @Bean
    PacketConfigurer echo() {
      return registry ->
          registry.addHandler(
              new WholePacketHandler() {
                @Override
                protected void onPacket(PacketSession session, int type, ByteBuffer packet) {
                  session.send(type, packet);
                }
              },
              7);
    }
  }

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void nobodyListensForPacketsUnlessThereIsAPort() {
    runner.run(
        context -> assertThat(context.getBean(IocpTransport.class).packetAddress()).isEmpty());
  }

  @Test
  void withAPortTheApplicationsHandlersAnswer() {
    runner
        .withPropertyValues("iocp.packet.port=0")
        .run(
            context -> {
              InetSocketAddress address =
                  context.getBean(IocpTransport.class).packetAddress().orElseThrow();
              assertThat(address.getAddress().isLoopbackAddress()).isTrue();
              try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                byte[] packet = {0, 0, 0, 1, 7, 42};
                socket.getOutputStream().write(packet);
                assertThat(socket.getInputStream().readNBytes(6)).isEqualTo(packet);
              }
            });
  }

  @Test
  void limitsAreTakenAndWrongOnesNamed() {
    runner
        .withPropertyValues("iocp.packet.port=0", "iocp.packet.max-size=3MB")
        .run(
            context ->
                assertThat(context.getBean(IocpTransport.class).options().packet().maximumBytes())
                    .isEqualTo(3 << 20));
    runner
        .withPropertyValues("iocp.packet.port=70000")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining("iocp.packet.port must be 0 to 65535"));
  }
}
