package io.iocp.streaming.publisher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Publishes what is piped into it, for who has a JDK and no other tool for it. It uses nothing but
 * the JDK, so that {@code java PipePublisher.java ws://host:9000/publish/name} needs no build.
 */
public final class PipePublisher {

  private static final int PIECE_BYTES = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CompletableFuture<String> end = new CompletableFuture<>();

  private PipePublisher() {}

  /**
   * Publishes standard input until it ends; exits with 1 and the server's reason when refused.
   *
   * @param args the stream's address
   */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: PipePublisher ws://host:9000/publish/name < video");
      System.exit(2);
    }
    System.exit(publish(System.in, URI.create(args[0]), System.err));
  }

  /**
   * Publishes a byte stream to its end.
   *
   * @return the exit code
   */
  static int publish(InputStream media, URI address, PrintStream errors) {
    PipePublisher publisher = new PipePublisher();
    try {
      publisher.send(media, address);
      return 0;
    } catch (IOException | CompletionException e) {
      errors.println("Publishing to " + address + " ended: " + publisher.reason(e));
      return 1;
    }
  }

  private void send(InputStream media, URI address) throws IOException {
    WebSocket server =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .build()
            .newWebSocketBuilder()
            .buildAsync(address, new Listener())
            .whenComplete(this::connected)
            .join();
    byte[] piece = new byte[PIECE_BYTES];
    for (int count = media.read(piece); count >= 0; count = media.read(piece)) {
      server.sendBinary(ByteBuffer.wrap(piece, 0, count), true).join();
    }
    server.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    String objection = objection();
    if (!objection.isEmpty()) {
      throw new IOException(objection);
    }
  }

  /** A server that was never reached says nothing. */
  private void connected(WebSocket server, Throwable failure) {
    if (failure != null) {
      end.complete("");
    }
  }

  /** What the server said, or else what went wrong. */
  private String reason(Exception failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof WebSocketHandshakeException refused) {
      return "HTTP status " + refused.getResponse().statusCode();
    }
    String objection = objection();
    return objection.isEmpty() ? String.valueOf(cause) : objection;
  }

  /** Waits for the server's close frame; empty when it has nothing to object to. */
  private String objection() {
    return end.completeOnTimeout("", PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .exceptionally(lost -> "")
        .join();
  }

  private final class Listener implements WebSocket.Listener {

    @Override
    public CompletionStage<?> onClose(WebSocket server, int code, String reason) {
      end.complete(code == WebSocket.NORMAL_CLOSURE ? "" : "closed with " + code + " " + reason);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket server, Throwable error) {
      end.completeExceptionally(error);
    }
  }
}
