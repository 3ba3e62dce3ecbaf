package io.iocp;

import io.iocp.access.AddressRange;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionServer;
import io.iocp.packet.PacketServer;
import io.iocp.session.Session;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The connections as administration sees them, whatever they speak. Any thread. */
final class Clients {

  private final ConnectionServer connections;

  Clients(ConnectionServer connections) {
    this.connections = connections;
  }

  List<ClientSnapshot> page(long afterId, int limit) {
    return connections.connections().stream()
        .filter(connection -> connection.id() > afterId)
        .sorted(Comparator.comparingLong(Connection::id))
        .limit(limit)
        .map(Clients::snapshot)
        .toList();
  }

  long[] ids() {
    return connections.connections().stream().mapToLong(Connection::id).sorted().toArray();
  }

  Optional<ClientSnapshot> find(long id) {
    return connections.connection(id).map(Clients::snapshot);
  }

  boolean disconnect(long id, WsClose status) {
    Optional<Connection> connection = connections.connection(id);
    connection.ifPresent(found -> disconnect(found, status));
    return connection.isPresent();
  }

  int disconnect(AddressRange range, WsClose status) {
    int count = 0;
    for (Connection connection : connections.connections()) {
      if (!connection.isOutbound() && range.contains(connection.remoteAddress().getAddress())) {
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
            .or(() -> PacketServer.session(connection));
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
        session.map(WsSession::path).orElse(null),
        session.map(WsSession::subprotocol).orElse(null));
  }
}
