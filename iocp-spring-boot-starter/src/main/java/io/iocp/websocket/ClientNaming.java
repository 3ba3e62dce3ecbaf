package io.iocp.websocket;

import io.iocp.access.AccessRefusal;
import io.iocp.access.proxy.ForwardedClient;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.connection.Connection;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Has the access policy look at the client that a trusted proxy names in a request. */
final class ClientNaming {

  private ClientNaming() {}

  /**
   * Names the client of a connection, if it is a proxy's that has not done so. Context only.
   *
   * @return null if the client may stay
   */
  static @Nullable HttpRefusal name(
      Connection connection, ForwardedHeader header, HttpFields fields) {
    if (!connection.client().isUnnamed()) {
      return null;
    }
    InetSocketAddress proxy = connection.remoteAddress();
    InetSocketAddress client =
        ForwardedClient.find(header, fields, proxy, connection.client()::isTrustedProxy);
    if (client == null) {
      connection.client().malformed();
      return new HttpRefusal(400, header.fieldName() + " is malformed");
    }
    AccessRefusal refusal = client.equals(proxy) ? null : connection.client().name(client);
    if (refusal == null) {
      return null;
    }
    return switch (refusal) {
      case ADDRESS_CONNECTIONS, ADDRESS_RATE ->
          new HttpRefusal(429, "too many connections from your address");
      default -> new HttpRefusal(403, "connections from your address are not allowed");
    };
  }
}
