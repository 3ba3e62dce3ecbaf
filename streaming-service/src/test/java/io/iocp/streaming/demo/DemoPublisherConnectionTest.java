package io.iocp.streaming.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo publisher with its own thread and a real socket. */
@Timeout(180)
class DemoPublisherConnectionTest {

  private static final DemoOptions OPTIONS = new DemoOptions("demo", 320, 180, 50, 0.8f);

  private WebSocketSink server;
  private DemoPublisher publisher;

  @BeforeEach
  void listen() throws IOException {
    server = new WebSocketSink();
    publisher = new DemoPublisher(OPTIONS, server.address(), null, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    publisher.close();
    server.close();
  }

  @Test
  void aMessageIsOneWholePicture() throws IOException {
    publisher.start();
    try (WebSocketSink.Connection connection = server.accept()) {
      assertThat(connection.path).isEqualTo("/publish/demo");
      ByteBuffer previous = ByteBuffer.allocate(0);
      for (int frame = 0; frame < 10; frame++) {
        WebSocketSink.Message message = connection.read();
        assertThat(message.opcode()).isEqualTo(WebSocketSink.BINARY);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(message.payload().array()));
        assertThat(picture.getWidth()).isEqualTo(320);
        assertThat(picture.getHeight()).isEqualTo(180);
        assertThat(message.payload()).isNotEqualTo(previous);
        previous = message.payload();
      }
    }
  }

  @Test
  void aLostConnectionIsReplaced() throws IOException {
    publisher.start();
    try (WebSocketSink.Connection first = server.accept()) {
      assertThat(first.read().opcode()).isEqualTo(WebSocketSink.BINARY);
    }
    try (WebSocketSink.Connection second = server.accept()) {
      assertThat(second.read().opcode()).isEqualTo(WebSocketSink.BINARY);
    }
  }

  @Test
  void stopSaysNormalClosureAndEndsTheThread() throws IOException {
    publisher.start();
    try (WebSocketSink.Connection connection = server.accept()) {
      connection.read();
      publisher.stop();
      WebSocketSink.Message last = connection.read();
      while (last.opcode() == WebSocketSink.BINARY) {
        last = connection.read();
      }
      assertThat(last.opcode()).isEqualTo(WebSocketSink.CLOSE);
      assertThat(last.payload().getShort()).isEqualTo((short) 1000);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("demo-publisher");
  }

  @Test
  void aStoppedPublisherCanStartAgain() throws IOException {
    publisher.start();
    server.accept().close();
    publisher.stop();
    publisher.start();
    try (WebSocketSink.Connection connection = server.accept()) {
      assertThat(connection.read().opcode()).isEqualTo(WebSocketSink.BINARY);
    }
  }
}
