package io.iocp.websocket.protocol;

import io.iocp.http.protocol.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * On a client: the server switched to WebSocket.
 *
 * @param subprotocol what the server chose of those offered, or null
 * @param compression what was agreed on about it, or null when nothing is compressed
 * @param headers all fields of the answer
 */
public record HandshakeAccepted(
    @Nullable String subprotocol, @Nullable DeflateParameters compression, HttpFields headers)
    implements HandshakeResult {}
