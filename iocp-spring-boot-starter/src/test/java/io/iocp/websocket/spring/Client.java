package io.iocp.websocket.spring;

import io.iocp.IocpTransport;
import io.iocp.testsupport.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of the JDK's that notes what it hears, in order. */
public final class Client implements AutoCloseable, WebSocket.Listener {

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final WebSocket socket;

  /**
   * Connects and shakes hands.
   *
   * @throws java.util.concurrent.ExecutionException when it is refused
   */
  public Client(IocpTransport transport, String path, Consumer<WebSocket.Builder> options)
      throws Exception {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    options.accept(builder);
    socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + transport.address().getPort() + path), this)
            .get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    heard.add(last ? data.toString() : data + "…");
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    heard.add("binary " + StandardCharsets.UTF_8.decode(data) + (last ? "" : "…"));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
    heard.add("ping " + StandardCharsets.UTF_8.decode(payload));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer payload) {
    heard.add("pong " + StandardCharsets.UTF_8.decode(payload));
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.complete("error");
  }

  public WebSocket socket() {
    return socket;
  }

  public void send(String text) throws Exception {
    socket.sendText(text, true).get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** What was heard next. */
  public @Nullable String next() throws InterruptedException {
    return heard.poll(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** Code and reason of the close frame. */
  public String closed() throws Exception {
    return closed.get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
