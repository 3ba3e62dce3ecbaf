package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Encodes the server's answers to an opening handshake. */
public final class HandshakeResponse {
  private HandshakeResponse() {}

  /**
   * The answer that turns the connection into a WebSocket (RFC 6455, section 4.2.2).
   *
   * @param subprotocol one of those offered, or null for none
   * @param extra further fields, for example cookies
   * @throws IllegalArgumentException if the subprotocol was not offered: the client would fail
   */
  public static byte[] accept(
      HandshakeRequest request, @Nullable String subprotocol, HttpFields extra) {
    StringBuilder head =
        new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
            .append("Upgrade: websocket\r\n")
            .append("Connection: Upgrade\r\n")
            .append("Sec-WebSocket-Accept: ")
            .append(AcceptKey.answerTo(request.key()))
            .append("\r\n");
    if (subprotocol != null) {
      if (!request.subprotocols().contains(subprotocol)) {
        throw new IllegalArgumentException(
            "subprotocol was not offered: " + subprotocol + " of " + request.subprotocols());
      }
      head.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
    }
    extra.appendTo(head);
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** The answer that refuses, with the reason as its body; the connection closes after it. */
  public static byte[] refuse(HandshakeFailure failure) {
    return refuse(failure, true);
  }

  /**
   * The answer that refuses; the connection closes after it.
   *
   * @param withBody whether the reason follows as its body: not in answer to HEAD
   */
  public static byte[] refuse(HandshakeFailure failure, boolean withBody) {
    return ResponseHead.sentence(failure.toRefusal(), withBody);
  }
}
