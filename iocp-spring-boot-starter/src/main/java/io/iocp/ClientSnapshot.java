package io.iocp;

import io.iocp.connection.ConnectionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * What one client looks like at one moment.
 *
 * @param connection its connection
 * @param path path of its WebSocket, or null while it has not shaken hands
 * @param subprotocol what was agreed on, if anything
 */
public record ClientSnapshot(
    ConnectionSnapshot connection, @Nullable String path, @Nullable String subprotocol) {}
