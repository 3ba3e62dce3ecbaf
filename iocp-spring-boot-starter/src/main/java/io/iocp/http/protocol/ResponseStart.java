package io.iocp.http.protocol;

/**
 * The head of a response whose framing is beyond doubt.
 *
 * @param status 100 to 999
 * @param headers all fields as sent
 * @param length bytes of the body that follows, {@link RequestHead#CHUNKED} or {@link #UNTIL_CLOSE}
 * @param keepsAlive whether its sender takes another request on the connection
 */
public record ResponseStart(int status, HttpFields headers, long length, boolean keepsAlive) {

  /** Length of a body that the end of the connection ends. */
  public static final long UNTIL_CLOSE = -2;

  /** Whether another head follows. */
  public boolean isInterim() {
    return status < 200;
  }
}
