package io.iocp;

import io.iocp.datagram.DatagramListener;
import io.iocp.http.HttpConfigurer;
import io.iocp.packet.PacketConfigurer;
import io.iocp.socket.SocketListener;
import io.iocp.websocket.WsConfigurer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who serves a transport's clients. Each is asked when it begins to listen: they may need the
 * transport.
 *
 * @param webSocket handlers of WebSocket sessions
 * @param packet handlers of packets
 * @param http handlers of HTTP requests
 * @param sockets listeners for protocols of the application's own
 * @param datagrams listeners for datagrams
 * @param webServer where requests go that no handler is for; empty if nowhere
 */
public record TransportHandlers(
    Supplier<? extends List<? extends WsConfigurer>> webSocket,
    Supplier<? extends List<? extends PacketConfigurer>> packet,
    Supplier<? extends List<? extends HttpConfigurer>> http,
    Supplier<? extends List<SocketListener>> sockets,
    Supplier<? extends List<DatagramListener>> datagrams,
    Supplier<Optional<InetSocketAddress>> webServer) {

  /** Without a web server. */
  public TransportHandlers(
      Supplier<? extends List<? extends WsConfigurer>> webSocket,
      Supplier<? extends List<? extends PacketConfigurer>> packet,
      Supplier<? extends List<? extends HttpConfigurer>> http,
      Supplier<? extends List<SocketListener>> sockets,
      Supplier<? extends List<DatagramListener>> datagrams) {
    this(webSocket, packet, http, sockets, datagrams, Optional::empty);
  }
}
