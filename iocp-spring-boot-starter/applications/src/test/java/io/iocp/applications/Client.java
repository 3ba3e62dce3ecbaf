package io.iocp.applications;

import io.iocp.testsupport.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client of the JDK's that notes the texts that it hears, in order. */
final class Client implements AutoCloseable, WebSocket.Listener {

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  /**
   * Connects and shakes hands.
   *
   * @param headers names and values in turn
   * @throws ExecutionException when it is refused
   */
  Client(int port, String path, String... headers) throws Exception {
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
            .get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** What the server answers to a handshake that it refuses. */
  static HttpResponse<?> refusal(int port, String path, String... headers) throws Exception {
    try (Client client = new Client(port, path, headers)) {
      throw new AssertionError("it was let in, and heard " + client.heard);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse();
      }
      throw e;
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      heard.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    heard.add("closed " + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    heard.add("broken");
  }

  void send(String message) throws Exception {
    socket.sendText(message, true).get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  /** What was heard next. */
  String next() throws InterruptedException {
    return String.valueOf(heard.poll(Patience.SECONDS, TimeUnit.SECONDS));
  }

  void finish() throws Exception {
    socket.sendClose(1000, "").get(Patience.SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    socket.abort();
  }
}
