package io.iocp.socket;

import java.net.InetSocketAddress;

/**
 * Where an application's own protocol is served. Beans of this type are looked up when the
 * transport begins to listen, so that their handlers may need the transport. Limits and bans apply
 * as they do to all connections of the transport.
 *
 * @param protocol what is spoken, in a word for administrators and the log
 * @param address where to listen, port 0 for any free one
 * @param secured whether with TLS, with the transport's own certificate
 * @param handler serves all connections
 */
public record SocketListener(
    String protocol, InetSocketAddress address, boolean secured, SocketHandler handler) {}
