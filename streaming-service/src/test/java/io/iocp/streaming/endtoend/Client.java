package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Patience;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.tomcat.websocket.Constants;

/**
 * A WebSocket client that is not ours, and all that it has been sent.
 *
 * <p>It is Tomcat's. The JDK's client loses bytes that come right behind the answer to its
 * handshake, once in a hundred connections, and that is when a viewer gets its first picture.
 */
final class Client implements AutoCloseable {

  private static final WebSocketContainer CONTAINER = ContainerProvider.getWebSocketContainer();
  private static final Duration PATIENCE = Patience.LIMIT;

  /** How the server ended the session. */
  record Closing(int code, String reason) {}

  private final Recorder recorder = new Recorder();
  private final Session session;

  private Client(URI uri, ClientEndpointConfig config) {
    config.getUserProperties().put(Constants.IO_TIMEOUT_MS_PROPERTY, "" + PATIENCE.toMillis());
    try {
      session = CONTAINER.connectToServer(recorder, config, uri);
    } catch (DeploymentException e) {
      throw new IllegalStateException("cannot connect to " + uri, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + uri, e);
    }
  }

  static Client connect(URI uri) {
    return new Client(uri, ClientEndpointConfig.Builder.create().build());
  }

  /** Connects to a server that speaks TLS. */
  static Client connect(URI uri, SSLContext trust) {
    return new Client(uri, ClientEndpointConfig.Builder.create().sslContext(trust).build());
  }

  /** Sends one binary message and waits until it has left. */
  void send(byte[] message) {
    send(ByteBuffer.wrap(message));
  }

  void send(ByteBuffer message) {
    try {
      session.getBasicRemote().sendBinary(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(String message) {
    try {
      session.getBasicRemote().sendText(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /** When each of the binary messages had come, in nanoseconds of this machine. */
  List<Long> arrivals() {
    synchronized (recorder) {
      return List.copyOf(recorder.arrivals);
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

  /** Says goodbye, unless the server was faster. */
  @Override
  public void close() {
    try {
      session.close();
    } catch (IOException e) {
      recorder.closing.completeExceptionally(e);
    }
  }

  private static final class Recorder extends Endpoint {

    // Lists guarded by this.
    private final List<String> texts = new ArrayList<>();
    private final List<ByteBuffer> media = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final CompletableFuture<Closing> closing = new CompletableFuture<>();
    // Only accessed by the client's calls, which come one after the other.
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      // No lambdas: the client finds out from the class what kind of message it takes.
      session.addMessageHandler(
          new MessageHandler.Partial<String>() {
            @Override
            public void onMessage(String part, boolean last) {
              text(part, last);
            }
          });
      session.addMessageHandler(
          new MessageHandler.Partial<ByteBuffer>() {
            @Override
            public void onMessage(ByteBuffer part, boolean last) {
              binary(part, last);
            }
          });
    }

    private void text(String part, boolean last) {
      text.append(part);
      if (last) {
        synchronized (this) {
          texts.add(text.toString());
        }
        text.setLength(0);
      }
    }

    private void binary(ByteBuffer part, boolean last) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      message.writeBytes(bytes);
      if (last) {
        synchronized (this) {
          media.add(ByteBuffer.wrap(message.toByteArray()));
          arrivals.add(System.nanoTime());
        }
        message.reset();
      }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      closing.complete(new Closing(reason.getCloseCode().getCode(), reason.getReasonPhrase()));
    }

    @Override
    public void onError(Session session, Throwable error) {
      closing.completeExceptionally(error);
    }
  }
}
