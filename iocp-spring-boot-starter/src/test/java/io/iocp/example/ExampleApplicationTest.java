package io.iocp.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.packet.PacketSession;
import io.iocp.packet.WholePacketHandler;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.spring.Client;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The example runs, without a web server beside it. */
@Timeout(120)
class ExampleApplicationTest {

  private static ConfigurableApplicationContext context;

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(ExampleApplication.class)
            .web(WebApplicationType.NONE)
            .run("--iocp.address=127.0.0.1", "--iocp.port=0", "--iocp.packet.port=0");
  }

  @AfterAll
  static void stop() {
    context.close();
    WorkerThreads.awaitNone();
  }

  private static Client connect(String path) throws Exception {
    return new Client(context.getBean(IocpTransport.class), path, builder -> {});
  }

  @Test
  void bothKindsOfHandlersAnswer() throws Exception {
    try (Client echo = connect("/echo");
        Client spring = connect("/spring")) {
      echo.send("hello");
      spring.send("hello");
      assertThat(echo.next()).isEqualTo("hello");
      assertThat(spring.next()).isEqualTo("spring hello");
    }
  }

  @Test
  void aProgramThatSpeaksPacketsIsAnsweredToo() throws Exception {
    IocpTransport transport = context.getBean(IocpTransport.class);
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    transport.connectPacket(
        transport.packetAddress().orElseThrow(),
        Patience.LIMIT,
        registry -> registry.addHandler(new Asking(answers), 7),
        outcome -> {});
    assertThat(answers.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
  }

  /** Says hello, and remembers what comes back. */
  private static final class Asking extends WholePacketHandler {

    private final BlockingQueue<String> answers;

    Asking(BlockingQueue<String> answers) {
      this.answers = answers;
    }

    @Override
    public void onOpen(PacketSession session) {
      session.send(7, StandardCharsets.UTF_8.encode("hello"));
    }

    @Override
    protected void onPacket(PacketSession session, int type, ByteBuffer packet) {
      answers.add(StandardCharsets.UTF_8.decode(packet).toString());
    }
  }
}
