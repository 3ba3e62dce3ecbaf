package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Patience;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** A WebSocket client that is not ours, and all that it has been sent. */
final class Client implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Patience.LIMIT;

  /** How the server ended the session. */
  record Closing(int code, String reason) {}

  private final Recorder recorder = new Recorder();
  private final WebSocket socket;

  private Client(HttpClient http, URI uri) {
    socket = http.newWebSocketBuilder().connectTimeout(PATIENCE).buildAsync(uri, recorder).join();
  }

  static Client connect(URI uri) {
    return new Client(HTTP, uri);
  }

  /** Connects to a server that speaks TLS. */
  static Client connect(URI uri, SSLContext trust) {
    return new Client(HttpClient.newBuilder().sslContext(trust).build(), uri);
  }

  /** Sends one binary message and waits until it has left. */
  void send(byte[] message) {
    send(ByteBuffer.wrap(message));
  }

  void send(ByteBuffer message) {
    socket.sendBinary(message, true).join();
  }

  void send(String message) {
    socket.sendText(message, true).join();
  }

  /** The text messages so far. */
  List<String> texts() {
    synchronized (recorder) {
      return List.copyOf(recorder.texts);
    }
  }

  /** The binary messages so far. */
  List<ByteBuffer> media() {
    synchronized (recorder) {
      return List.copyOf(recorder.media);
    }
  }

  /** The binary messages so far, put together. */
  byte[] file() {
    List<ByteBuffer> messages = media();
    ByteBuffer file = ByteBuffer.allocate(messages.stream().mapToInt(ByteBuffer::remaining).sum());
    messages.forEach(message -> file.put(message.duplicate()));
    return file.array();
  }

  /** Waits for the server to end the session. */
  Closing closing() throws Exception {
    return closing(PATIENCE);
  }

  Closing closing(Duration patience) throws Exception {
    try {
      return recorder.closing.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the server did not close the session within " + patience, e);
    }
  }

  /** Completes when the server has ended the session. */
  CompletableFuture<Closing> whenClosed() {
    return recorder.closing.copy();
  }

  boolean isOpen() {
    return !recorder.closing.isDone();
  }

  /** Says goodbye. */
  @Override
  public void close() {
    if (!socket.isOutputClosed()) {
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failure -> socket);
    }
  }

  private static final class Recorder implements WebSocket.Listener {

    // Lists guarded by this.
    private final List<String> texts = new ArrayList<>();
    private final List<ByteBuffer> media = new ArrayList<>();
    private final CompletableFuture<Closing> closing = new CompletableFuture<>();
    // Only accessed by the client's calls, which come one after the other.
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        synchronized (this) {
          texts.add(text.toString());
        }
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      message.writeBytes(bytes);
      if (last) {
        synchronized (this) {
          media.add(ByteBuffer.wrap(message.toByteArray()));
        }
        message.reset();
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closing.complete(new Closing(code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closing.completeExceptionally(error);
    }
  }
}
