package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a conformance suite meets at {@code /echo}. */
class ConformanceIT {

  private static final int LARGEST_MESSAGE_BYTES = 16 << 20;
  private static final int FRAGMENTS = 65_536;

  @ParameterizedTest
  @EnumSource
  void theLargestMessageIsEchoedAlsoInTheMostFragmentsWithPingsBetween(Engine engine)
      throws Exception {
    byte[] message = new byte[LARGEST_MESSAGE_BYTES];
    new Random(1).nextBytes(message);
    try (RunningService service = conformance(engine)) {
      Echoes echoes = new Echoes();
      WebSocket client = echoes.connect(service.webSocket("/echo"));

      client.sendBinary(ByteBuffer.wrap(message), true).join();
      assertThat(echoes.next()).isEqualTo(new Echo(message.length, digest(message)));

      int fragmentBytes = LARGEST_MESSAGE_BYTES / FRAGMENTS;
      for (int i = 0; i < FRAGMENTS; i++) {
        client
            .sendBinary(
                ByteBuffer.wrap(message, i * fragmentBytes, fragmentBytes), i == FRAGMENTS - 1)
            .join();
        if (i % 10_000 == 0) {
          client.sendPing(ByteBuffer.allocate(125)).join();
        }
      }
      assertThat(echoes.next()).isEqualTo(new Echo(message.length, digest(message)));
      client.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void textAndEmptyMessagesAreEchoed(Engine engine) throws Exception {
    try (RunningService service = conformance(engine)) {
      Echoes echoes = new Echoes();
      WebSocket client = echoes.connect(service.webSocket("/echo"));
      byte[] text = "Grüße, 世界 𝄞".getBytes(StandardCharsets.UTF_8);

      client.sendText(new String(text, StandardCharsets.UTF_8), true).join();
      assertThat(echoes.next()).isEqualTo(new Echo(text.length, digest(text)));

      client.sendText("", true).join();
      assertThat(echoes.next()).isEqualTo(new Echo(0, digest(new byte[0])));

      client.sendBinary(ByteBuffer.allocate(0), true).join();
      assertThat(echoes.next()).isEqualTo(new Echo(0, digest(new byte[0])));
      client.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }
  }

  @Test
  void withoutTheProfileThereIsNoEcho() throws Exception {
    try (RunningService service = RunningService.open(Engine.NIO);
        RawClient client = RawClient.connect(service)) {
      client.send(RawClient.handshake("/echo"));

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 404 ");
    }
  }

  private static RunningService conformance(Engine engine) {
    return RunningService.open(engine, "--spring.profiles.active=conformance");
  }

  private static String digest(byte[] bytes) throws Exception {
    return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private record Echo(long bytes, String digest) {}

  /** What comes back, message by message. */
  private static final class Echoes implements WebSocket.Listener {

    private final BlockingQueue<Echo> echoes = new LinkedBlockingQueue<>();
    private final MessageDigest digest;
    private long bytes;

    Echoes() throws Exception {
      digest = MessageDigest.getInstance("SHA-256");
    }

    WebSocket connect(URI uri) {
      return HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this).join();
    }

    Echo next() throws InterruptedException {
      Echo echo = echoes.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(echo).as("an echo within a minute").isNotNull();
      return echo;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      piece(ByteBuffer.wrap(data.toString().getBytes(StandardCharsets.UTF_8)), last);
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      piece(data, last);
      socket.request(1);
      return null;
    }

    private void piece(ByteBuffer data, boolean last) {
      bytes += data.remaining();
      digest.update(data);
      if (last) {
        echoes.add(new Echo(bytes, hex(digest.digest())));
        bytes = 0;
      }
    }
  }
}
