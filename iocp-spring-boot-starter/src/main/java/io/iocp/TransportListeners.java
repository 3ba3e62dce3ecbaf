package io.iocp;

import io.iocp.buffer.BufferPool;
import io.iocp.connection.ConnectAttempt;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.ConnectionServer;
import io.iocp.datagram.DatagramListener;
import io.iocp.datagram.DatagramServer;
import io.iocp.http.gateway.Gateway;
import io.iocp.packet.PacketServer;
import io.iocp.socket.SocketListener;
import io.iocp.socket.SocketServer;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WebSocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a transport listens, and for whom. */
final class TransportListeners {

  private static final Logger logger = LoggerFactory.getLogger(TransportListeners.class);

  private final IocpTransportOptions options;
  private final TransportHandlers handlers;
  private final ConnectionServer connections;
  private final WebSocketServer webSockets;
  private final PacketServer packets;
  private final SocketServer sockets;
  private final DatagramServer datagrams;
  private final TransportTls tls;
  private final Gateway gateway;
  private volatile InetSocketAddress address;
  private volatile @Nullable InetSocketAddress packetAddress;
  private volatile @Nullable InetSocketAddress webServer;

  TransportListeners(
      IocpTransportOptions options,
      TransportHandlers handlers,
      ConnectionServer connections,
      WebSocketServer webSockets,
      PacketServer packets,
      BufferPool pool,
      DatagramServer datagrams,
      TransportTls tls,
      NanoClock clock) {
    this.options = options;
    this.handlers = handlers;
    this.connections = connections;
    this.webSockets = webSockets;
    this.packets = packets;
    this.sockets = new SocketServer(pool);
    this.datagrams = datagrams;
    this.tls = tls;
    this.address = options.address();
    this.gateway = new Gateway(pool, options.gateway(), this::connectInside, clock);
    gateway.watchTime(connections.timers());
  }

  /**
   * Asks for the handlers, and listens for each where it does not yet; the transport sees to it
   * that nobody else does.
   *
   * @return the bound address of WebSocket and HTTP
   */
  InetSocketAddress open() throws IOException {
    OpenFileLimit.reserve(connections);
    webSockets.register(handlers.webSocket().get());
    webSockets.registerHttp(handlers.http().get());
    packets.register(handlers.packet().get());
    webServer = handlers.webServer().get().orElse(null);
    webSockets.passOn(webServer == null ? null : gateway);
    if (webServer != null) {
      logger.info("Requests that no handler is for are passed on to {}", webServer);
    }
    InetSocketAddress wanted = options.packet().address();
    if (wanted != null && packetAddress == null) {
      packetAddress =
          connections.listen(wanted, options.sockets(), tls.server(), packets::newConnection);
      logger.info("Listening for packets on {}", packetAddress);
    }
    sockets.listen(handlers.sockets().get(), this::bind);
    datagrams.listen(handlers.datagrams().get());
    address =
        connections.listen(
            options.address(), options.sockets(), tls.server(), webSockets::newConnection);
    return address;
  }

  private ConnectAttempt connectInside(
      Supplier<? extends ConnectionHandler> made, Consumer<ConnectOutcome> ended) {
    InetSocketAddress inside = webServer;
    if (inside == null) {
      ended.accept(ConnectOutcome.REFUSED);
      return () -> {};
    }
    return connections.connect(
        inside, options.sockets(), options.gateway().connectTimeout(), made, ended);
  }

  /** Passes requests on that no handler is for, if there is somewhere to pass them to. */
  Gateway gateway() {
    return gateway;
  }

  private InetSocketAddress bind(
      InetSocketAddress wanted, boolean secured, Supplier<ConnectionHandler> made)
      throws IOException {
    return connections.listen(
        wanted, options.sockets(), secured ? tls.serverOf(wanted) : null, made);
  }

  /** All of them have been closed. */
  void closed() {
    sockets.closed();
    packetAddress = null;
  }

  InetSocketAddress address() {
    return address;
  }

  Optional<InetSocketAddress> packetAddress() {
    return Optional.ofNullable(packetAddress);
  }

  Optional<InetSocketAddress> socketAddress(SocketListener listener) {
    return sockets.address(listener);
  }

  Optional<InetSocketAddress> datagramAddress(DatagramListener listener) {
    return datagrams.address(listener);
  }
}
