package io.iocp.clients;

import io.iocp.access.AccessPolicy;
import io.iocp.access.AddressRange;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionServer;
import io.iocp.http.HttpExchange;
import io.iocp.packet.PacketServer;
import io.iocp.session.Session;
import io.iocp.socket.SocketServer;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The connections as administration sees them, whatever protocol they use. Any thread. */
public final class Clients {

  private final ConnectionServer connections;

  /**
   * The clients of a transport, which makes this.
   *
   * @param connections its connections
   */
  public Clients(ConnectionServer connections) {
    this.connections = connections;
  }

  /** Clients connected now, from acceptance to their end. */
  public int count() {
    return connections.connectionCount();
  }

  /** All clients, in order of their ids. */
  public List<ClientSnapshot> list() {
    return page(0, Integer.MAX_VALUE);
  }

  /**
   * A page of the clients, in order of their ids.
   *
   * @param afterId only clients with a larger id; 0 for the first page
   * @param limit most clients to answer with
   */
  public List<ClientSnapshot> page(long afterId, int limit) {
    return connections.connections().stream()
        .filter(connection -> connection.id() > afterId)
        .sorted(Comparator.comparingLong(Connection::id))
        .limit(limit)
        .map(Clients::snapshot)
        .toList();
  }

  /** The ids of all clients, ascending. */
  public long[] ids() {
    return connections.connections().stream().mapToLong(Connection::id).sorted().toArray();
  }

  /** One client, if it is connected. */
  public Optional<ClientSnapshot> find(long id) {
    return connections.connection(id).map(Clients::snapshot);
  }

  /** All bytes that have come from a client so far; nothing if it is not connected. */
  public OptionalLong receivedBytes(long id) {
    return connections.connection(id).stream()
        .mapToLong(connection -> connection.snapshot().receivedBytes())
        .findFirst();
  }

  /** All bytes that were sent to a client so far; nothing if it is not connected. */
  public OptionalLong sentBytes(long id) {
    return connections.connection(id).stream().mapToLong(each -> each.sentBytes()).findFirst();
  }

  /** Which clients are accepted; can be changed at any time. */
  public AccessPolicy access() {
    return connections.accessPolicy();
  }

  /**
   * Ends a client's session with a close frame, or a close packet of the same code and reason, or
   * what an application's own protocol makes of them, ahead of what is queued for it; one that has
   * not completed its handshake is reset.
   *
   * @return whether there was such a client
   */
  public boolean disconnect(long id, WsClose status) {
    Optional<Connection> connection = connections.connection(id);
    connection.ifPresent(found -> disconnect(found, status));
    return connection.isPresent();
  }

  /**
   * Ends the sessions of all clients that connected from an address of this range, like {@link
   * #disconnect(long, WsClose)}. After a {@linkplain AccessPolicy#ban ban} of the range none is
   * left and none is accepted again.
   *
   * @return how many clients there were
   */
  public int disconnect(AddressRange range, WsClose status) {
    return disconnect(range::contains, status);
  }

  /**
   * Ends the sessions of all clients whom the allow and deny lists would not let in now, like
   * {@link #disconnect(long, WsClose)}.
   *
   * @return how many clients there were
   */
  public int disconnectUnadmitted(WsClose status) {
    return disconnect(address -> !access().listsAdmit(address), status);
  }

  private int disconnect(Predicate<InetAddress> whom, WsClose status) {
    int count = 0;
    for (Connection connection : connections.connections()) {
      if (!connection.isOutbound() && whom.test(connection.remoteAddress().getAddress())) {
        disconnect(connection, status);
        count++;
      }
    }
    return count;
  }

  private static void disconnect(Connection connection, WsClose status) {
    Optional<Session> session =
        WebSocketServer.session(connection)
            .<Session>map(webSocket -> webSocket)
            .or(() -> WebSocketServer.exchange(connection))
            .or(() -> PacketServer.session(connection))
            .or(() -> SocketServer.session(connection));
    if (session.isPresent()) {
      session.get().closeWithoutBacklog(status.code(), status.reason());
    } else {
      connection.abort(CloseCause.POLICY);
    }
  }

  private static ClientSnapshot snapshot(Connection connection) {
    Optional<WsSession> session = WebSocketServer.session(connection);
    return new ClientSnapshot(
        connection.snapshot(),
        connection.handler().protocol(),
        connection.isOutbound(),
        session
            .map(WsSession::path)
            .or(() -> WebSocketServer.exchange(connection).map(HttpExchange::path))
            .orElse(null),
        session.map(WsSession::subprotocol).orElse(null));
  }
}
