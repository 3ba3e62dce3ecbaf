package io.iocp.websocket.protocol;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;

/**
 * A handshake that is refused, and the HTTP answer that says so.
 *
 * @param httpStatus the status to answer with; on a client, the status that the server answered
 *     with, or 502 when its answer was not understood
 * @param reason one sentence for people: the body of the answer; on a client, where that body is no
 *     short plain text, the status line
 * @param headers fields of the answer beside those that {@link HandshakeResponse} sets
 */
public record HandshakeFailure(int httpStatus, String reason, HttpFields headers)
    implements HandshakeResult {
  /** A failure without further fields. */
  public HandshakeFailure(int httpStatus, String reason) {
    this(httpStatus, reason, HttpFields.EMPTY);
  }

  public static HandshakeFailure of(HttpRefusal refusal) {
    return new HandshakeFailure(refusal.status(), refusal.reason(), refusal.headers());
  }

  /** The same as any other request's refusal. */
  public HttpRefusal toRefusal() {
    return new HttpRefusal(httpStatus, reason, headers);
  }
}
