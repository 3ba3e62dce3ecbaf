package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.statistics.Counters;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.Violation;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** WebSocket on one transport: what all its connections share, outbound ones too. Any thread. */
public final class WebSocketServer {

  private final BufferPool pool;
  private final WebSocketOptions options;
  private final HandshakeRouting routing;
  private final SharedBuffer ping;
  private final AtomicInteger compressing = new AtomicInteger();
  private volatile FrameLimits limits;
  private final SecureRandom random = new SecureRandom();
  private final Counters<WebSocketCounter> counters = new Counters<>(WebSocketCounter.class);
  private final Counters<Violation> violations = new Counters<>(Violation.class);

  /**
   * @param configurers asked for their handlers now, in this order
   */
  public WebSocketServer(
      BufferPool pool, WebSocketOptions options, List<? extends WsConfigurer> configurers) {
    this.pool = pool;
    this.options = options;
    this.limits = options.limits();
    WsHandlerRegistry registry = new WsHandlerRegistry();
    configurers.forEach(configurer -> configurer.registerWebSocketHandlers(registry));
    this.routing =
        new HandshakeRouting(
            registry.registrations().stream()
                .map(registration -> registration.route(options))
                .toList());
    this.ping = encodePing(pool);
  }

  /** Largest frame and message, where a path does not say otherwise. */
  public FrameLimits limits() {
    return limits;
  }

  /** Sets other limits for new sessions. */
  public void limits(FrameLimits changed) {
    limits = changed;
  }

  /**
   * Compression for a session, for which there is room; {@link #compressionEnded()} gives the room
   * back.
   */
  boolean beginCompression() {
    if (compressing.getAndIncrement() >= options.compression().maximumSessions()) {
      compressing.decrementAndGet();
      counters.increment(WebSocketCounter.COMPRESSION_DECLINED);
      return false;
    }
    counters.increment(WebSocketCounter.SESSIONS_COMPRESSED);
    return true;
  }

  /** A client's session, which has asked for it, compresses: the bound is for strangers. */
  void countCompression() {
    compressing.incrementAndGet();
    counters.increment(WebSocketCounter.SESSIONS_COMPRESSED);
  }

  void compressionEnded() {
    compressing.decrementAndGet();
  }

  /** Sessions now that compress. */
  public int compressingSessions() {
    return compressing.get();
  }

  /** The protocol for a new connection. */
  public ConnectionHandler newConnection() {
    return new WebSocketConnection(this);
  }

  /**
   * Connects to a server and shakes hands.
   *
   * @param connections makes the connection
   * @param handler handles the session, once it is open
   * @param ended hears once what became of it, after the handler has heard {@code onOpen}
   * @return calls the attempt off, as long as there is no connection
   */
  public ConnectAttempt connect(
      WebSocketRequest request,
      Connector connections,
      WsHandler handler,
      Consumer<WebSocketOpening> ended) {
    return connections.connect(
        () -> new ClientWebSocketConnection(this, request, handler, ended),
        outcome -> {
          if (outcome != ConnectOutcome.CONNECTED) {
            ended.accept(new WebSocketOpening.NotConnected(outcome));
          }
        });
  }

  /** What connects: everything about the connection itself is decided already. */
  @FunctionalInterface
  public interface Connector {

    /** See {@link io.iocp.connection.ConnectionServer#connect}. */
    ConnectAttempt connect(
        Supplier<? extends ConnectionHandler> handlers, Consumer<ConnectOutcome> ended);
  }

  /** A source of masking keys that nobody can predict. Any thread. */
  IntSupplier maskingKeys() {
    return random::nextInt;
  }

  /** Fills in random bytes. Any thread. */
  void fillRandom(byte[] bytes) {
    random.nextBytes(bytes);
  }

  /** The session on a connection of this server, once its handshake is done. */
  public static Optional<WsSession> session(Connection connection) {
    return connection.handler() instanceof WebSocketConnection webSocket
        ? Optional.ofNullable(webSocket.session())
        : Optional.empty();
  }

  public Counters<WebSocketCounter> counters() {
    return counters;
  }

  /** How often each rule of the protocol was broken. */
  public Map<Violation, Long> violations() {
    return violations.asMap();
  }

  /** Gives the server's own buffer back; after the last connection is gone. */
  public void close() {
    ping.release();
  }

  BufferPool pool() {
    return pool;
  }

  WebSocketOptions options() {
    return options;
  }

  HandshakeRouting routing() {
    return routing;
  }

  /** A ping frame that all connections share. */
  SharedBuffer ping() {
    return ping;
  }

  void violated(Violation violation) {
    counters.increment(WebSocketCounter.PROTOCOL_VIOLATIONS);
    violations.increment(violation);
  }

  private static SharedBuffer encodePing(BufferPool pool) {
    SharedBuffer buffer =
        Objects.requireNonNull(pool.tryAcquire(1), "a new pool has room for one buffer");
    FrameWriter.server().writePing(buffer.memory(), ByteBuffer.allocate(0));
    buffer.region(0, buffer.memory().position());
    return buffer;
  }
}
