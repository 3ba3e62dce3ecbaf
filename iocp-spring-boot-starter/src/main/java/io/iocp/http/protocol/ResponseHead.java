package io.iocp.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Encodes answers to requests. */
public final class ResponseHead {

  /** The interim answer that has a client send its body. */
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);

  private ResponseHead() {}

  /** The interim answer that has a client send its body; a copy. */
  public static byte[] proceed() {
    return CONTINUE.clone();
  }

  /** Status line and fields, up to the empty line. */
  public static byte[] encode(int status, HttpFields headers) {
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ")
            .append(status)
            .append(' ')
            .append(reasonPhrase(status))
            .append("\r\n");
    headers.appendTo(head);
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /**
   * A whole answer whose body is one sentence; the connection closes after it.
   *
   * @param withBody whether the body is sent: not in answer to HEAD
   */
  public static byte[] sentence(HttpRefusal refusal, boolean withBody) {
    byte[] body = (refusal.reason() + "\n").getBytes(UTF_8);
    HttpFields fields =
        refusal
            .headers()
            .with("Content-Type", "text/plain; charset=utf-8")
            .with("Content-Length", Integer.toString(body.length))
            // A sender of Upgrade must name it in Connection (RFC 9110, section 7.8).
            .with(
                "Connection",
                refusal.headers().first("Upgrade") == null ? "close" : "close, Upgrade");
    byte[] head = encode(refusal.status(), fields);
    if (!withBody) {
      return head;
    }
    byte[] answer = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, answer, head.length, body.length);
    return answer;
  }

  /** The phrases of RFC 9110, section 15; a client ignores them, people do not. */
  private static String reasonPhrase(int status) {
    return switch (status) {
      case 100 -> "Continue";
      case 200 -> "OK";
      case 201 -> "Created";
      case 204 -> "No Content";
      case 206 -> "Partial Content";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 304 -> "Not Modified";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 417 -> "Expectation Failed";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      case 507 -> "Insufficient Storage";
      default -> "";
    };
  }
}
