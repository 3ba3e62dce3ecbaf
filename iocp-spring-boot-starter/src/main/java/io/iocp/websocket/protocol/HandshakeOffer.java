package io.iocp.websocket.protocol;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpGrammar;
import io.iocp.http.protocol.RequestTarget;
import java.util.List;

/**
 * What a client asks a server for.
 *
 * @param host host, and port unless it is the default one
 * @param target path and query, percent-encoded, starting with a slash
 * @param subprotocols in order of preference
 * @param compression whether messages may be compressed (RFC 7692)
 * @param headers further fields, for example Origin or Authorization
 */
public record HandshakeOffer(
    String host,
    String target,
    List<String> subprotocols,
    boolean compression,
    HttpFields headers) {

  /** An offer of messages that are not compressed. */
  public HandshakeOffer(String host, String target, List<String> subprotocols, HttpFields headers) {
    this(host, target, subprotocols, false, headers);
  }

  public HandshakeOffer {
    if (!RequestTarget.isAuthority(host)) {
      throw new IllegalArgumentException("malformed host: " + host);
    }
    if (!target.startsWith("/") || !target.chars().allMatch(HttpGrammar::isVisible)) {
      throw new IllegalArgumentException("malformed target: " + target);
    }
    subprotocols = List.copyOf(subprotocols);
    for (String subprotocol : subprotocols) {
      if (!HttpGrammar.isToken(subprotocol)) {
        throw new IllegalArgumentException("subprotocol is not a token: " + subprotocol);
      }
    }
  }
}
