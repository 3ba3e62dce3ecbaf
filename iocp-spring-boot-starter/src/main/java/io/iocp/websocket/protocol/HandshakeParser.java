package io.iocp.websocket.protocol;

import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpGrammar;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.RequestParser;
import io.iocp.http.protocol.RequestResult;
import io.iocp.http.protocol.RequestTarget;
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
 * <tr><td>414, 431</td><td>beyond {@link HeadLimits}</td></tr>
 * <tr><td>426</td><td>not an upgrade to WebSocket, or not to version 13</td></tr>
 * <tr><td>501, 505</td><td>see {@link RequestParser}</td></tr>
 * </table>
 *
 * <p>Not thread-safe. Holds the current line and the fields, bounded by the limits: drop it after
 * the handshake.
 */
public final class HandshakeParser {
  private static final HttpFields UPGRADE_REQUIRED =
      HttpFields.builder().add("Upgrade", "websocket").add("Sec-WebSocket-Version", "13").build();
  private static final List<String> ONLY_ONCE =
      List.of("Sec-WebSocket-Key", "Sec-WebSocket-Version");

  private final RequestParser request;
  private HandshakeResult result = HandshakeResult.INCOMPLETE;

  /** A parser of one handshake. */
  public HandshakeParser(HeadLimits limits) {
    this.request = new RequestParser(limits);
  }

  /**
   * Reads on. After a request, the input's position is behind the head: what follows are frames.
   * After a failure all input is consumed, now and later, and the failure stays.
   */
  public HandshakeResult read(ByteBuffer input) {
    if (result == HandshakeResult.INCOMPLETE) {
      RequestResult read = request.read(input);
      if (read instanceof RequestHead head) {
        result = evaluate(head);
      } else if (read instanceof HttpRefusal refusal) {
        result = HandshakeFailure.of(refusal);
      }
    }
    if (result instanceof HandshakeFailure) {
      input.position(input.limit());
    }
    return result;
  }

  /**
   * Whether a request wants to become a WebSocket: what else is wrong with it, a handshake says.
   */
  public static boolean isUpgrade(RequestHead head) {
    return head.minorVersion() > 0
        && head.headers().hasElement("Upgrade", "websocket")
        && head.headers().hasElement("Connection", "upgrade");
  }

  /** The handshake that a request is, or why it is none. */
  public static HandshakeResult evaluate(RequestHead head) {
    HttpFields fields = head.headers();
    if (!head.method().equals("GET")) {
      return new HandshakeFailure(
          405, "a WebSocket handshake must be a GET", HttpFields.of("Allow", "GET"));
    }
    for (String name : ONLY_ONCE) {
      if (fields.all(name).size() > 1) {
        return badRequest(name + " more than once");
      }
    }
    if (head.hasBody()) {
      return badRequest("a WebSocket handshake must not have a body");
    }
    if (!isUpgrade(head)) {
      return new HandshakeFailure(426, "this port accepts WebSocket only", UPGRADE_REQUIRED);
    }
    if (!"13".equals(fields.first("Sec-WebSocket-Version"))) {
      return new HandshakeFailure(426, "only WebSocket version 13 is supported", UPGRADE_REQUIRED);
    }
    String key = fields.first("Sec-WebSocket-Key");
    if (key == null || !AcceptKey.isValidKey(key)) {
      return badRequest("missing or malformed Sec-WebSocket-Key");
    }
    List<String> subprotocols = fields.elements("Sec-WebSocket-Protocol");
    if (!subprotocols.stream().allMatch(HttpGrammar::isToken)
        || new HashSet<>(subprotocols).size() < subprotocols.size()) {
      return badRequest("malformed or duplicate Sec-WebSocket-Protocol");
    }
    RequestTarget target = head.target();
    @Nullable String origin = fields.first("Origin");
    return new HandshakeRequest(
        target.path(),
        target.rawPath(),
        target.query(),
        fields,
        head.host(),
        origin,
        subprotocols,
        fields.elements("Sec-WebSocket-Extensions"),
        key);
  }

  private static HandshakeFailure badRequest(String reason) {
    return new HandshakeFailure(400, reason);
  }
}
