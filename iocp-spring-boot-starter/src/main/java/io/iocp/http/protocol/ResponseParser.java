package io.iocp.http.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a response from any cut of the byte stream (RFC 9112, sections 4 and 6), for
 * who passes it on: one that could be framed in more than one way is none.
 *
 * <p>Not thread-safe. Reads one head; interim ones (1xx) are heads, too.
 */
public final class ResponseParser {

  private static final int MAX_LENGTH_DIGITS = 18;
  private static final int PREFIX_CHARS = 12; // HTTP/1.1 200

  private final HeadReader head;
  private final String method;
  private boolean failed;

  /**
   * A parser of one head.
   *
   * @param method of the request, on which it depends whether a body follows
   */
  public ResponseParser(HeadLimits limits, String method) {
    this.head = new HeadReader(HeadReader.Message.RESPONSE, limits);
    this.method = method;
  }

  /**
   * Reads on; behind a head the input's position is at the body.
   *
   * @return null as long as the head goes on, and for ever once it has failed
   */
  public @Nullable ResponseStart read(ByteBuffer input) {
    if (failed) {
      return null;
    }
    HeadReader.State state = head.read(input);
    if (state == HeadReader.State.INCOMPLETE) {
      return null;
    }
    ResponseStart start =
        state == HeadReader.State.COMPLETE ? evaluate(head.startLine(), head.fields()) : null;
    failed = start == null;
    return start;
  }

  /** Whether what came is no response. */
  public boolean hasFailed() {
    return failed;
  }

  private @Nullable ResponseStart evaluate(String line, HttpFields fields) {
    if (line.length() < PREFIX_CHARS
        || !line.startsWith("HTTP/1.")
        || line.charAt(8) != ' '
        || (line.length() > PREFIX_CHARS && line.charAt(PREFIX_CHARS) != ' ')
        || !isNumber(line.substring(9, PREFIX_CHARS))) {
      return null;
    }
    int status = Integer.parseInt(line.substring(9, PREFIX_CHARS));
    boolean minorZero = line.charAt(7) == '0';
    if (status < 100
        || fields.all("Content-Length").size() > 1
        || fields.all("Transfer-Encoding").size() > 1) {
      return null;
    }
    Long length = length(status, fields);
    return length == null
        ? null
        : new ResponseStart(
            status,
            fields,
            length,
            !minorZero
                && length != ResponseStart.UNTIL_CLOSE
                && !fields.hasElement("Connection", "close"));
  }

  private @Nullable Long length(int status, HttpFields fields) {
    String coding = fields.first("Transfer-Encoding");
    String counted = fields.first("Content-Length");
    if (coding != null && (counted != null || !coding.equalsIgnoreCase("chunked"))) {
      return null;
    }
    if (counted != null
        && (counted.length() > MAX_LENGTH_DIGITS || counted.isEmpty() || !isNumber(counted))) {
      return null;
    }
    if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
      return 0L;
    }
    if (coding != null) {
      return RequestHead.CHUNKED;
    }
    return counted == null ? ResponseStart.UNTIL_CLOSE : Long.parseLong(counted);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
