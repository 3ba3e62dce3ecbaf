package io.iocp.websocket;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WineProgram;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Windows engine under Wine sends a large file to a client on Linux. */
@Timeout(300)
class WineFileIT {

  private static final int MEBIBYTES = 200;

  @TempDir private Path directory;

  @Test
  void aFileOf200MebibytesIsOneMessageWithTheSameHash() throws Exception {
    Path file = directory.resolve("large");
    String expected = write(file);
    // What Wine calls Z: is the root.
    try (WineProgram program = WineProgram.start(WineFileServer.class, "Z:" + file)) {
      assertThat(program.ask("engine")).isEqualTo("windows");
      await().until(() -> program.ask("figures").startsWith("pending=1 "));
      String idle = program.ask("figures");
      Digesting client = new Digesting();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + program.ask("port") + "/file"), client)
              .get(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(client.hash.get(3 * Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(expected);
      assertThat(client.bytes).isEqualTo((long) MEBIBYTES << 20);
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      await().until(() -> program.ask("figures").equals(idle));
      assertThat(program.ask("outcome")).isEqualTo("SENT");
    }
  }

  private static String write(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Random random = new Random(20_261_125);
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < MEBIBYTES; i++) {
        random.nextBytes(piece);
        digest.update(piece);
        out.write(piece);
      }
    } catch (IOException e) {
      throw new AssertionError("is there room for " + MEBIBYTES + " MiB?", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static final class Digesting implements WebSocket.Listener {

    final CompletableFuture<String> hash = new CompletableFuture<>();
    long bytes;
    private final MessageDigest digest;

    Digesting() throws Exception {
      digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      bytes += data.remaining();
      digest.update(data);
      if (last) {
        hash.complete(HexFormat.of().formatHex(digest.digest()));
      }
      socket.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      hash.completeExceptionally(error);
    }
  }
}
