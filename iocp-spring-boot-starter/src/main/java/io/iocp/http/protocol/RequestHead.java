package io.iocp.http.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request whose framing is beyond doubt: one length at most, no field that may come
 * only once comes twice, a host that can be one.
 *
 * @param method the method, as sent
 * @param target path and query
 * @param host host and port that the client wanted, from the target if it was absolute; empty if a
 *     client of HTTP/1.0 has not said
 * @param headers all fields as sent
 * @param minorVersion the digit behind {@code HTTP/1.}
 * @param contentLength bytes of the body, 0 without one, or {@link #CHUNKED}
 */
public record RequestHead(
    String method,
    RequestTarget target,
    String host,
    HttpFields headers,
    int minorVersion,
    long contentLength)
    implements RequestResult {

  /** Length of a body that comes in chunks (RFC 9112, section 7.1). */
  public static final long CHUNKED = -1;

  /** Whether a body follows. */
  public boolean hasBody() {
    return contentLength != 0;
  }

  /**
   * Whether the client waits for 100 before it sends the body (RFC 9110, section 10.1.1). One of
   * HTTP/1.0 knows no such answer.
   */
  public boolean expectsContinue() {
    return minorVersion > 0 && hasBody() && headers.hasElement("Expect", "100-continue");
  }

  /** Whether the client wants the connection for one more request. */
  public boolean keepsAlive() {
    return minorVersion > 0 && !headers.hasElement("Connection", "close");
  }

  /** A field's value, or null. */
  public @Nullable String header(String name) {
    return headers.first(name);
  }
}
