package io.iocp.clients;

import io.iocp.connection.ConnectionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What one client looks like at one moment.
 *
 * @param connection its connection
 * @param protocol what is spoken on it, such as {@code websocket}
 * @param outbound whether we connected to it, rather than it to us
 * @param path path of its WebSocket, or null while it has not shaken hands
 * @param subprotocol what was agreed on, if anything
 */
public record ClientSnapshot(
    ConnectionSnapshot connection,
    String protocol,
    boolean outbound,
    @Nullable String path,
    @Nullable String subprotocol) {}
