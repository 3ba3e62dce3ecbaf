package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.http.protocol.HttpFields;
import java.util.Arrays;
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
    byte[] body = (failure.reason() + "\n").getBytes(UTF_8);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(failure.httpStatus())
            .append(' ')
            .append(reasonPhrase(failure.httpStatus()))
            .append("\r\n")
            .append("Content-Type: text/plain; charset=utf-8\r\n")
            .append("Content-Length: ")
            .append(body.length)
            .append("\r\n")
            .append(connection(failure));
    failure.headers().appendTo(head);
    byte[] headBytes = head.append("\r\n").toString().getBytes(ISO_8859_1);
    byte[] response = Arrays.copyOf(headBytes, headBytes.length + body.length);
    System.arraycopy(body, 0, response, headBytes.length, body.length);
    return response;
  }

  /** A sender of Upgrade must name it in Connection (RFC 9110, section 7.8). */
  private static String connection(HandshakeFailure failure) {
    return failure.headers().first("Upgrade") == null
        ? "Connection: close\r\n"
        : "Connection: close, Upgrade\r\n";
  }

  /** The phrases of RFC 9110, section 15; a client ignores them, people do not. */
  private static String reasonPhrase(int httpStatus) {
    return switch (httpStatus) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 414 -> "URI Too Long";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "";
    };
  }
}
