package io.iocp.http.protocol;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads the head of a request from any cut of the byte stream, and refuses what two readers could
 * frame differently (RFC 9112, sections 3, 5 and 6). What cannot be HTTP fails at its first wrong
 * byte; a request that is well-formed but not for us fails at its end, so that its sender can read
 * the answer.
 *
 * <table>
 * <caption>Refusals</caption>
 * <tr><td>400</td><td>not HTTP, malformed, or framed in more than one way</td></tr>
 * <tr><td>414, 431</td><td>beyond {@link HeadLimits}</td></tr>
 * <tr><td>501</td><td>a transfer coding other than chunked</td></tr>
 * <tr><td>505</td><td>not HTTP/1</td></tr>
 * </table>
 *
 * <p>Not thread-safe. Holds the current line and the fields, bounded by the limits: drop it after
 * the head.
 */
public final class RequestParser {

  private static final List<String> ONLY_ONCE =
      List.of("Host", "Origin", "Content-Length", "Transfer-Encoding", "Authorization");
  private static final int MAX_LENGTH_DIGITS = 18;

  private final HeadReader head;
  private RequestResult result = RequestResult.INCOMPLETE;

  /** A parser of one request. */
  public RequestParser(HeadLimits limits) {
    this.head = new HeadReader(HeadReader.Message.REQUEST, limits);
  }

  /**
   * Reads on. After a head, the input's position is behind it: what follows is the body, or what
   * the connection is upgraded to. After a refusal all input is consumed, now and later, and the
   * refusal stays.
   */
  public RequestResult read(ByteBuffer input) {
    if (result == RequestResult.INCOMPLETE) {
      result =
          switch (head.read(input)) {
            case INCOMPLETE -> RequestResult.INCOMPLETE;
            case FAILED -> head.failure();
            case COMPLETE -> evaluate(head.startLine(), head.fields());
          };
    }
    if (result instanceof HttpRefusal) {
      input.position(input.limit());
    }
    return result;
  }

  private static RequestResult evaluate(String requestLine, HttpFields fields) {
    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3 || parts[1].isEmpty() || !isHttpVersion(parts[2])) {
      return badRequest("malformed request line");
    }
    if (!parts[2].startsWith("HTTP/1.")) {
      return new HttpRefusal(505, "only HTTP/1.x is supported");
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
    boolean old = parts[2].endsWith(".0");
    String host = fields.first("Host");
    if (host == null && old) {
      host = ""; // Only HTTP/1.1 wants one (RFC 9112, section 3.2).
    } else if (host == null || !RequestTarget.isAuthority(host)) {
      return badRequest("missing or malformed Host");
    }
    String transferEncoding = fields.first("Transfer-Encoding");
    String contentLength = fields.first("Content-Length");
    long length = 0;
    if (transferEncoding != null) {
      if (old) {
        return badRequest("Transfer-Encoding in HTTP/1.0"); // RFC 9112, section 6.1.
      }
      if (contentLength != null) {
        return badRequest("both Content-Length and Transfer-Encoding");
      }
      if (!transferEncoding.equalsIgnoreCase("chunked")) {
        return new HttpRefusal(501, "only the transfer coding chunked is supported");
      }
      length = RequestHead.CHUNKED;
    } else if (contentLength != null) {
      if (!isLength(contentLength)) {
        return badRequest("malformed Content-Length");
      }
      length = Long.parseLong(contentLength);
    }
    return new RequestHead(
        parts[0],
        target,
        target.authority() == null ? host : target.authority(),
        fields,
        parts[2].charAt(7) - '0',
        length);
  }

  private static boolean isLength(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_LENGTH_DIGITS
        && text.chars().allMatch(RequestParser::isDigit);
  }

  private static boolean isHttpVersion(String text) {
    return text.length() == 8
        && text.startsWith("HTTP/")
        && isDigit(text.charAt(5))
        && text.charAt(6) == '.'
        && isDigit(text.charAt(7));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static HttpRefusal badRequest(String reason) {
    return new HttpRefusal(400, reason);
  }
}
