package io.iocp.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1.1 message (RFC 9112) from any cut of the byte stream: the start line
 * and the header fields, up to the empty line and not a byte further.
 *
 * <p>Where the RFC leaves a choice it takes the strict side, because two readers of one head must
 * not differ: lines end with CRLF, a bare CR or LF is refused (section 2.2); one empty line before
 * the start line is ignored; no line is folded (section 5.2); no blank stands before a colon
 * (section 5.1). Every byte is checked when it is read, so that what is not HTTP is known by its
 * first wrong byte.
 */
public final class HeadReader {
  /** What is read. */
  public enum Message {
    /** A server reads requests. */
    REQUEST,
    /** A client reads responses. */
    RESPONSE
  }

  /** How far it is. */
  public enum State {
    INCOMPLETE,
    COMPLETE,
    FAILED
  }

  private static final String REQUEST_LINE = "[^ ]+ [^ ]+ HTTP/\\d\\.\\d";
  private static final int FIRST_LINE_BYTES = 256;
  private static final int NOT_FOUND = -1;

  private final Message message;
  private final HeadLimits limits;
  private final HttpFields.Builder fields = HttpFields.builder();

  private State state = State.INCOMPLETE;
  private byte[] line = new byte[FIRST_LINE_BYTES];
  private int lineBytes;
  private int totalBytes;
  private int fieldCount;
  private boolean afterCarriageReturn;
  private boolean emptyLineSeen;

  /** Index of what ends the line's first token: the blank of a start line, the colon of a field. */
  private int delimiter = NOT_FOUND;

  private @Nullable String startLine;
  private @Nullable HttpRefusal failure;

  /**
   * A reader of one head.
   *
   * @param message what is read
   */
  public HeadReader(Message message, HeadLimits limits) {
    this.message = message;
    this.limits = limits;
  }

  /** Consumes the input up to the end of the head, or all of it when the head fails. */
  public State read(ByteBuffer input) {
    while (state == State.INCOMPLETE && input.hasRemaining()) {
      next(input.get() & 0xFF);
    }
    if (state == State.FAILED) {
      input.position(input.limit());
    }
    return state;
  }

  /** The start line once the head is complete. */
  public String startLine() {
    if (startLine == null) {
      throw new IllegalStateException("head is not complete: " + state);
    }
    return startLine;
  }

  /** All fields once the head is complete. */
  public HttpFields fields() {
    return fields.build();
  }

  /** Why the head failed, once it did. */
  public HttpRefusal failure() {
    if (failure == null) {
      throw new IllegalStateException("head has not failed: " + state);
    }
    return failure;
  }

  private void next(int c) {
    totalBytes++;
    if (totalBytes > limits.maxTotalBytes()) {
      fail(431, "request head too large");
    } else if (afterCarriageReturn) {
      afterCarriageReturn = false;
      if (c == '\n') {
        endOfLine();
      } else {
        fail(400, "carriage return without line feed");
      }
    } else if (c == '\r') {
      afterCarriageReturn = true;
    } else if (startLine == null) {
      startLineChar(c);
    } else {
      fieldLineChar(c);
    }
  }

  private void startLineChar(int c) {
    if (c == ' ' && delimiter == NOT_FOUND && lineBytes > 0) {
      delimiter = lineBytes;
    } else if (message == Message.REQUEST ? !isRequestLineChar(c) : !HttpGrammar.isFieldChar(c)) {
      fail(400, "not an HTTP request line");
      return;
    }
    if (lineBytes < limits.maxRequestLineBytes()) {
      append(c);
    } else if (delimiter == NOT_FOUND) {
      fail(400, "not an HTTP request line");
    } else {
      fail(414, "request line too long");
    }
  }

  private boolean isRequestLineChar(int c) {
    return delimiter == NOT_FOUND
        ? HttpGrammar.isTokenChar(c)
        : c == ' ' || HttpGrammar.isVisible(c);
  }

  private void fieldLineChar(int c) {
    if (delimiter == NOT_FOUND) {
      if (c == ':' && lineBytes > 0) {
        delimiter = lineBytes;
      } else if (!HttpGrammar.isTokenChar(c)) {
        fail(400, lineBytes == 0 ? "malformed or folded header line" : "malformed header name");
        return;
      }
    } else if (!HttpGrammar.isFieldChar(c)) {
      fail(400, "forbidden character in a header value");
      return;
    }
    if (lineBytes < limits.maxHeaderLineBytes()) {
      append(c);
    } else {
      fail(431, "header line too long");
    }
  }

  private void append(int c) {
    if (lineBytes == line.length) {
      line = Arrays.copyOf(line, line.length * 2);
    }
    line[lineBytes++] = (byte) c;
  }

  private void endOfLine() {
    if (startLine == null) {
      if (lineBytes == 0) {
        if (emptyLineSeen) {
          fail(400, "empty lines instead of a request line");
        }
        emptyLineSeen = true;
        return;
      }
      startLine = new String(line, 0, lineBytes, ISO_8859_1);
      if (message == Message.REQUEST && !startLine.matches(REQUEST_LINE)) {
        // Nobody is kept waiting for the fields of what is no request.
        fail(400, "malformed request line");
      }
    } else if (lineBytes == 0) {
      state = State.COMPLETE;
    } else if (delimiter == NOT_FOUND) {
      fail(400, "header line without a colon");
    } else if (fieldCount == limits.maxHeaders()) {
      fail(431, "too many headers");
    } else {
      fieldCount++;
      String name = new String(line, 0, delimiter, ISO_8859_1);
      int valueStart = delimiter + 1;
      fields.add(name, new String(line, valueStart, lineBytes - valueStart, ISO_8859_1).strip());
    }
    lineBytes = 0;
    delimiter = NOT_FOUND;
  }

  private void fail(int httpStatus, String reason) {
    failure = new HttpRefusal(httpStatus, reason);
    state = State.FAILED;
  }
}
