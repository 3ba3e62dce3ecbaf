package io.iocp.websocket.protocol;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpGrammar;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake: reads a client's request (RFC 6455, section 4.2.1)
 * from any cut of the byte stream. What cannot be HTTP fails at its first wrong byte; a request
 * that is well-formed but not for us fails at its end, so that its sender can read the answer.
 *
 * <table>
 * <caption>Failures</caption>
 * <tr><td>400</td><td>not HTTP, malformed, or a WebSocket field missing, repeated or wrong</td></tr>
 * <tr><td>405</td><td>not a GET</td></tr>
 * <tr><td>414, 431</td><td>beyond {@link HandshakeLimits}</td></tr>
 * <tr><td>426</td><td>not an upgrade to WebSocket, or not to version 13</td></tr>
 * <tr><td>505</td><td>not HTTP/1.1</td></tr>
 * </table>
 *
 * <p>Not thread-safe. Holds the current line and the fields, bounded by the limits: drop it after
 * the handshake.
 */
public final class HandshakeParser {
  private static final List<String> ONLY_ONCE =
      List.of("Host", "Origin", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Content-Length");
  private static final HttpFields UPGRADE_REQUIRED =
      HttpFields.builder().add("Upgrade", "websocket").add("Sec-WebSocket-Version", "13").build();

  private final HeadReader head;
  private HandshakeResult result = HandshakeResult.INCOMPLETE;

  public HandshakeParser(HandshakeLimits limits) {
    this.head = new HeadReader(Role.SERVER, limits);
  }

  /**
   * Reads on. After a request, the input's position is behind the head: what follows are frames.
   * After a failure all input is consumed, now and later, and the failure stays.
   */
  public HandshakeResult read(ByteBuffer input) {
    if (result == HandshakeResult.INCOMPLETE) {
      result =
          switch (head.read(input)) {
            case INCOMPLETE -> HandshakeResult.INCOMPLETE;
            case FAILED -> head.failure();
            case COMPLETE -> evaluate(head.startLine(), head.fields());
          };
    }
    if (result instanceof HandshakeFailure) {
      input.position(input.limit());
    }
    return result;
  }

  private static HandshakeResult evaluate(String requestLine, HttpFields fields) {
    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3 || parts[1].isEmpty() || !isHttpVersion(parts[2])) {
      return badRequest("malformed request line");
    }
    if (!parts[2].equals("HTTP/1.1")) {
      return new HandshakeFailure(505, "only HTTP/1.1 is spoken here");
    }
    if (!parts[0].equals("GET")) {
      return new HandshakeFailure(
          405, "a WebSocket handshake is a GET", HttpFields.of("Allow", "GET"));
    }
    RequestTarget target = RequestTarget.parse(parts[1]);
    if (target == null) {
      return badRequest("malformed request target");
    }
    for (String name : ONLY_ONCE) {
      if (fields.all(name).size() > 1) {
        return badRequest(name + " more than once");
      }
    }
    String host = fields.first("Host");
    if (host == null || !RequestTarget.isAuthority(host)) {
      return badRequest("Host missing or malformed");
    }
    String contentLength = fields.first("Content-Length");
    if (fields.first("Transfer-Encoding") != null
        || (contentLength != null && !contentLength.equals("0"))) {
      return badRequest("a WebSocket handshake has no body");
    }
    return upgrade(target, target.authority() == null ? host : target.authority(), fields);
  }

  private static HandshakeResult upgrade(RequestTarget target, String host, HttpFields fields) {
    if (!fields.hasElement("Upgrade", "websocket") || !fields.hasElement("Connection", "upgrade")) {
      return new HandshakeFailure(426, "only WebSocket is spoken here", UPGRADE_REQUIRED);
    }
    if (!"13".equals(fields.first("Sec-WebSocket-Version"))) {
      return new HandshakeFailure(
          426, "only WebSocket version 13 is spoken here", UPGRADE_REQUIRED);
    }
    String key = fields.first("Sec-WebSocket-Key");
    if (key == null || !AcceptKey.isValidKey(key)) {
      return badRequest("Sec-WebSocket-Key missing or malformed");
    }
    List<String> subprotocols = fields.elements("Sec-WebSocket-Protocol");
    if (!subprotocols.stream().allMatch(HttpGrammar::isToken)
        || new HashSet<>(subprotocols).size() < subprotocols.size()) {
      return badRequest("Sec-WebSocket-Protocol malformed or with duplicates");
    }
    @Nullable String origin = fields.first("Origin");
    return new HandshakeRequest(
        target.path(),
        target.rawPath(),
        target.query(),
        fields,
        host,
        origin,
        subprotocols,
        fields.elements("Sec-WebSocket-Extensions"),
        key);
  }

  private static boolean isHttpVersion(String text) {
    return text.length() == 8
        && text.startsWith("HTTP/")
        && isDigit(text.charAt(5))
        && text.charAt(6) == '.'
        && isDigit(text.charAt(7));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static HandshakeFailure badRequest(String reason) {
    return new HandshakeFailure(400, reason);
  }
}
