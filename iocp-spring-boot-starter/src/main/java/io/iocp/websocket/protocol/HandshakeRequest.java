package io.iocp.websocket.protocol;

import io.iocp.http.protocol.HttpFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid opening handshake of a client (RFC 6455, section 4.2.1): always a GET of version 13.
 *
 * @param path the path, percent-decoded once as UTF-8; it starts with a slash and has neither
 *     control characters, backslashes, encoded slashes nor dot segments
 * @param rawPath the path as sent
 * @param query the query as sent, without its question mark, or null
 * @param headers all fields as sent
 * @param host host and port that the client wanted, from the target if it was absolute
 * @param origin the page that asks, or null when the client is no browser
 * @param subprotocols offered subprotocols in the client's order of preference, without duplicates
 * @param extensions offered extensions with their parameters, as sent
 * @param key the value of Sec-WebSocket-Key
 */
public record HandshakeRequest(
    String path,
    String rawPath,
    @Nullable String query,
    HttpFields headers,
    String host,
    @Nullable String origin,
    List<String> subprotocols,
    List<String> extensions,
    String key)
    implements HandshakeResult {}
