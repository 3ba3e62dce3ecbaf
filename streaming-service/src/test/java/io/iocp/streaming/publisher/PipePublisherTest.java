package io.iocp.streaming.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.demo.WebSocketSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PipePublisherTest {

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private WebSocketSink server;

  @BeforeEach
  void listen() throws IOException {
    server = new WebSocketSink();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void whatIsPipedInArrivesWholeAndInOrder() throws Exception {
    byte[] media = new byte[300_000];
    new Random(7).nextBytes(media);
    CompletableFuture<Integer> exit = publish(new ByteArrayInputStream(media));

    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (WebSocketSink.Connection connection = server.accept()) {
      assertThat(connection.path).isEqualTo("/publish/desktop");
      WebSocketSink.Message message = connection.read();
      while (message.opcode() == WebSocketSink.BINARY) {
        received.writeBytes(message.payload().array());
        message = connection.read();
      }
      assertThat(message.payload().getShort()).isEqualTo((short) 1000);
      connection.close(1000, "");
    }
    assertThat(received.toByteArray()).isEqualTo(media);
    assertThat(exit.get()).isZero();
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void theReasonOfTheServerIsSaid() throws Exception {
    CompletableFuture<Integer> exit = publish(new EndlessMedia());
    try (WebSocketSink.Connection connection = server.accept()) {
      connection.read();
      connection.close(4409, "somebody publishes desktop already");
      while (connection.read().opcode() != WebSocketSink.CLOSE) {}
    }
    assertThat(exit.get()).isOne();
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("closed with 4409 somebody publishes desktop already");
  }

  @Test
  void aRefusalAfterTheLastByteIsSaidToo() throws Exception {
    CompletableFuture<Integer> exit = publish(new ByteArrayInputStream(new byte[10]));
    try (WebSocketSink.Connection connection = server.accept()) {
      connection.read();
      connection.close(1003, "no known container");
      assertThat(exit.get()).isOne();
    }
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("closed with 1003 no known container");
  }

  @Test
  void aServerThatIsNotThereIsSaid() throws Exception {
    URI nowhere = server.address();
    server.close();
    assertThat(publish(InputStream.nullInputStream()).get()).isOne();
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains(nowhere.toString(), "ConnectException");
  }

  private CompletableFuture<Integer> publish(InputStream media) {
    URI address = server.address().resolve("/publish/desktop");
    return CompletableFuture.supplyAsync(
        () ->
            PipePublisher.publish(
                media, address, new PrintStream(errors, true, StandardCharsets.UTF_8)));
  }

  private static final class EndlessMedia extends InputStream {
    @Override
    public int read() {
      return 0;
    }
  }
}
