package io.iocp.websocket.spring;

import io.iocp.connection.SendOutcome;
import io.iocp.websocket.WsObservation;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.adapter.AbstractWebSocketSession;

/**
 * A session of the transport as Spring sees it. Several threads may send at once. A send waits
 * while the client's queue is full, so it must not be called on an I/O worker.
 */
final class SpringSession extends AbstractWebSocketSession<WsSession> {

  private static final Logger logger = LoggerFactory.getLogger(SpringSession.class);
  private static final Duration LONGEST_SEND = Duration.ofSeconds(10);
  // Nobody says when there are buffers again, so it is tried now and then.
  private static final Duration RETRY = Duration.ofMillis(50);

  private final String id = idGenerator.generateId().toString();
  private final WebSocketHandler handler;
  private final URI uri;
  private final HttpHeaders headers;
  private final @Nullable String subprotocol;
  private final @Nullable Principal user;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;

  private volatile int textLimit = Integer.MAX_VALUE;
  private volatile int binaryLimit = Integer.MAX_VALUE;
  private volatile boolean open;

  private final ReentrantLock sending = new ReentrantLock();
  private final Condition drained = sending.newCondition();
  // Guarded by sending: the type of the message of which a part was sent.
  private @Nullable MessageType begun;

  SpringSession(
      TransportHttpRequest request,
      @Nullable String subprotocol,
      @Nullable Principal user,
      WebSocketHandler handler,
      Map<String, Object> attributes) {
    super(attributes);
    this.handler = handler;
    this.uri = URI.create("ws" + request.getURI().toString().substring("http".length()));
    this.headers = HttpHeaders.readOnlyHttpHeaders(request.getHeaders());
    this.subprotocol = subprotocol;
    this.user = user;
    this.localAddress = request.getLocalAddress();
    this.remoteAddress = request.getRemoteAddress();
  }

  /** The handler, as the handshake has decided. */
  WebSocketHandler handler() {
    return handler;
  }

  void opened(WsSession session) {
    initializeNativeSession(session);
    open = true;
  }

  /** Begins to observe a message; null if nobody does, or not this one. */
  @Nullable WsObservation observe(MessageType type) {
    return getNativeSession().observe(type);
  }

  /** The session has ended: whoever waits to send learns it. */
  void ended() {
    open = false;
    wakeSenders();
  }

  void wakeSenders() {
    sending.lock();
    try {
      drained.signalAll();
    } finally {
      sending.unlock();
    }
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public URI getUri() {
    return uri;
  }

  @Override
  public HttpHeaders getHandshakeHeaders() {
    return headers;
  }

  @Override
  public @Nullable Principal getPrincipal() {
    return user;
  }

  @Override
  public InetSocketAddress getLocalAddress() {
    return localAddress;
  }

  @Override
  public InetSocketAddress getRemoteAddress() {
    return remoteAddress;
  }

  @Override
  public @Nullable String getAcceptedProtocol() {
    return subprotocol;
  }

  @Override
  public void setTextMessageSizeLimit(int bytes) {
    textLimit = bytes;
  }

  @Override
  public int getTextMessageSizeLimit() {
    return textLimit;
  }

  @Override
  public void setBinaryMessageSizeLimit(int bytes) {
    binaryLimit = bytes;
  }

  @Override
  public int getBinaryMessageSizeLimit() {
    return binaryLimit;
  }

  @Override
  public List<WebSocketExtension> getExtensions() {
    return List.of();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  protected void sendTextMessage(TextMessage message) throws IOException {
    ByteBuffer payload = ByteBuffer.wrap(message.getPayload().getBytes(StandardCharsets.UTF_8));
    send(MessageType.TEXT, payload, message.isLast());
  }

  @Override
  protected void sendBinaryMessage(BinaryMessage message) throws IOException {
    send(MessageType.BINARY, message.getPayload(), message.isLast());
  }

  private void send(MessageType type, ByteBuffer payload, boolean last) throws IOException {
    sending.lock();
    try {
      if (begun != null && begun != type) {
        throw new IllegalStateException("a message of type " + begun + " has not ended");
      }
      boolean first = begun == null;
      await(() -> getNativeSession().sendPart(type, payload, first, last));
      begun = last ? null : type;
    } finally {
      sending.unlock();
    }
  }

  @Override
  protected void sendPingMessage(PingMessage message) throws IOException {
    sendControl(() -> getNativeSession().sendPing(message.getPayload()));
  }

  @Override
  protected void sendPongMessage(PongMessage message) throws IOException {
    sendControl(() -> getNativeSession().sendPong(message.getPayload()));
  }

  private void sendControl(Supplier<SendOutcome> attempt) throws IOException {
    sending.lock();
    try {
      await(attempt);
    } finally {
      sending.unlock();
    }
  }

  private void await(Supplier<SendOutcome> attempt) throws IOException {
    long left = LONGEST_SEND.toNanos();
    try {
      SendOutcome outcome = tryNow(attempt);
      while (outcome == SendOutcome.FULL && left > 0) {
        long turn = Math.min(left, RETRY.toNanos());
        left -= turn - drained.awaitNanos(turn);
        outcome = tryNow(attempt);
      }
      if (outcome == SendOutcome.CLOSED) {
        // Nobody's fault, and no error: the client has gone while the handler was at work.
        logger.debug("Session {} is closed: message dropped", id);
      } else if (!outcome.isAccepted()) {
        throw new IOException("session " + id + " cannot send: its client does not read");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(
          "interrupted while waiting for the client of session " + id + " did not read", e);
    }
  }

  private SendOutcome tryNow(Supplier<SendOutcome> attempt) {
    return open ? attempt.get() : SendOutcome.CLOSED;
  }

  @Override
  protected void closeInternal(CloseStatus status) {
    open = false;
    wakeSenders();
    if (CloseCode.isAllowedOnWire(status.getCode())) {
      String reason = status.getReason();
      getNativeSession().close(status.getCode(), reason == null ? "" : reason);
    } else {
      getNativeSession().abort();
    }
  }
}
