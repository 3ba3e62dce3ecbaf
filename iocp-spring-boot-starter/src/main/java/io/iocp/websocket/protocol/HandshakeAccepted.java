package io.iocp.websocket.protocol;

import org.jspecify.annotations.Nullable;

/**
 * On a client: the server switched to WebSocket.
 *
 * @param subprotocol what the server chose of those offered, or null
 * @param headers all fields of the answer
 */
public record HandshakeAccepted(@Nullable String subprotocol, HttpFields headers)
    implements HandshakeResult {}
