package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.http.HttpConfigurer;
import io.iocp.http.HttpConnection;
import io.iocp.http.HttpExchange;
import io.iocp.http.HttpRouting;
import io.iocp.http.gateway.Gateway;
import io.iocp.statistics.Counters;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket on one transport, outbound connections too, and HTTP beside it on the same port. Any
 * thread.
 */
public final class WebSocketServer {

  private final WebSocketShared shared;
  private volatile HandshakeRouting routing = new HandshakeRouting();
  private volatile HttpRouting requests = HttpRouting.of(List.of());
  private volatile @Nullable Gateway gateway;

  /** A server without handlers: nothing is served at any path. */
  public WebSocketServer(BufferPool pool, WebSocketOptions options) {
    this.shared = new WebSocketShared(pool, options);
  }

  /**
   * Takes the handlers for new connections, in place of those before.
   *
   * @param configurers asked for their handlers now, in this order
   * @throws IllegalArgumentException when two of them are for the same path
   */
  public void register(List<? extends WsConfigurer> configurers) {
    WsHandlerRegistry registry = new WsHandlerRegistry();
    configurers.forEach(configurer -> configurer.registerWebSocketHandlers(registry));
    routing =
        new HandshakeRouting(
            registry.registrations().stream()
                .map(registration -> registration.route(shared.options()))
                .toList(),
            registry.authenticator(),
            registry.observer());
  }

  /**
   * Takes the handlers of requests that want no upgrade, in place of those before.
   *
   * @param configurers asked for their handlers now, in this order
   * @throws IllegalArgumentException when two of them are for the same path
   */
  public void registerHttp(List<? extends HttpConfigurer> configurers) {
    requests = HttpRouting.of(configurers);
  }

  /**
   * Passes on what no handler is for, from now on.
   *
   * @param to where to; nowhere if null
   */
  public void passOn(@Nullable Gateway to) {
    gateway = to;
  }

  /** Largest frame and message, where a path does not say otherwise. */
  public FrameLimits limits() {
    return shared.limits();
  }

  /** Sets other limits for new sessions. */
  public void limits(FrameLimits changed) {
    shared.limits(changed);
  }

  /** Sessions now that compress. */
  public int compressingSessions() {
    return shared.compressingSessions();
  }

  /** The protocol for a new connection. */
  public ConnectionHandler newConnection() {
    return new PortConnection(shared, routing, requests, gateway);
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
        () -> new ClientWebSocketConnection(shared, request, handler, ended),
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

  /** The session on a connection of this server, once its handshake is done. */
  public static Optional<WsSession> session(Connection connection) {
    return speaker(connection) instanceof WebSocketConnection webSocket
        ? Optional.ofNullable(webSocket.session())
        : Optional.empty();
  }

  /** The exchange on a connection of this server, if its first request wanted no upgrade. */
  public static Optional<HttpExchange> exchange(Connection connection) {
    return speaker(connection) instanceof HttpConnection http
        ? Optional.ofNullable(http.session())
        : Optional.empty();
  }

  private static @Nullable ConnectionHandler speaker(Connection connection) {
    return connection.handler() instanceof PortConnection first
        ? first.speaker()
        : connection.handler();
  }

  public Counters<WebSocketCounter> counters() {
    return shared.counters();
  }

  /** How often each rule of the protocol was broken. */
  public Map<Violation, Long> violations() {
    return shared.violations().asMap();
  }

  /** Gives the server's own buffer back; after the last connection is gone. */
  public void close() {
    shared.close();
  }
}
