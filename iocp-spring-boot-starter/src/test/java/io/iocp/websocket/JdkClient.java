package io.iocp.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.testsupport.Patience;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client; collects messages. A type of its own, so that the contract can be loaded where
 * the JRE lacks the module.
 */
final class JdkClient implements WebSocket.Listener {

  final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  final BlockingQueue<ByteBuffer> binaries = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> closed = new CompletableFuture<>();
  final CompletableFuture<String> pong = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

  /**
   * @param trust whom to trust, for a server that speaks TLS; else null
   */
  WebSocket open(int port, @Nullable SSLContext trust, String path) {
    HttpClient.Builder client = HttpClient.newBuilder();
    if (trust != null) {
      client.sslContext(trust);
    }
    String scheme = trust == null ? "ws" : "wss";
    return client
        .build()
        .newWebSocketBuilder()
        .buildAsync(URI.create(scheme + "://127.0.0.1:" + port + path), this)
        .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
        .join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      texts.add(text.toString());
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    binary.writeBytes(bytes);
    if (last) {
      binaries.add(ByteBuffer.wrap(binary.toByteArray()));
      binary.reset();
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    pong.complete(UTF_8.decode(message).toString());
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
    closed.complete(statusCode);
    return null;
  }
}
