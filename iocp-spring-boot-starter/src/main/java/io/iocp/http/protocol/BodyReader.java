package io.iocp.http.protocol;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reads the body of a message, counted or in chunks (RFC 9112, sections 6.2 and 7.1), from any cut
 * of the byte stream, without a copy. Strict: lines end with CRLF, a chunk's size is hexadecimal
 * digits and nothing else, extensions and trailers are bounded and ignored.
 *
 * <pre>
 *   SIZE ─▶ EXTENSION ─▶ SIZE_LF ─▶ DATA ─▶ DATA_CR ─▶ DATA_LF ─▶ SIZE …
 *                            └─ size 0 ─▶ TRAILER ─▶ END_LF ─▶ COMPLETE
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class BodyReader {

  /** What came of a call. */
  public enum Outcome {
    /** All input is consumed, and more is to come. */
    INCOMPLETE,
    /** The body has ended; what is left of the input belongs to what comes next. */
    COMPLETE,
    /** The framing is broken; nothing more can be read from this connection. */
    MALFORMED
  }

  private enum Step {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    END_LF,
    COMPLETE,
    MALFORMED
  }

  private static final int MAX_SIZE_DIGITS = 15;
  private static final int MAX_EXTENSION_BYTES = 256;
  private static final int MAX_TRAILER_BYTES = 4096;

  private final boolean chunked;
  private Step step;
  private long remaining;
  private int sizeDigits;
  private int ignoredBytes;
  private boolean trailerLineEmpty;
  private String reason = "";

  /**
   * A reader of one body.
   *
   * @param contentLength bytes of the body, or {@link RequestHead#CHUNKED}
   */
  public BodyReader(long contentLength) {
    chunked = contentLength == RequestHead.CHUNKED;
    remaining = Math.max(0, contentLength);
    step = chunked ? Step.SIZE : remaining > 0 ? Step.DATA : Step.COMPLETE;
  }

  /**
   * Reads on.
   *
   * @param sink takes each piece of the body, a slice of the input that is valid for the call
   */
  public Outcome read(ByteBuffer input, Consumer<ByteBuffer> sink) {
    while (step != Step.COMPLETE && step != Step.MALFORMED && input.hasRemaining()) {
      if (step == Step.DATA) {
        data(input, sink);
      } else {
        framing(input.get());
      }
    }
    return switch (step) {
      case COMPLETE -> Outcome.COMPLETE;
      case MALFORMED -> Outcome.MALFORMED;
      default -> Outcome.INCOMPLETE;
    };
  }

  /** Why the framing is broken, in a sentence; empty if it is not. */
  public String reason() {
    return reason;
  }

  private void data(ByteBuffer input, Consumer<ByteBuffer> sink) {
    int count = (int) Math.min(remaining, input.remaining());
    ByteBuffer piece = input.slice(input.position(), count);
    input.position(input.position() + count);
    remaining -= count;
    if (remaining == 0) {
      step = chunked ? Step.DATA_CR : Step.COMPLETE;
    }
    sink.accept(piece);
  }

  private void framing(byte c) {
    switch (step) {
      case SIZE -> size(c);
      case EXTENSION -> extension(c);
      case SIZE_LF -> sizeComplete(c);
      case DATA_CR -> expect(c, '\r', Step.DATA_LF);
      case DATA_LF -> expect(c, '\n', Step.SIZE);
      case TRAILER -> trailer(c);
      case END_LF -> endOfTrailerLine(c);
      default -> throw new IllegalStateException("no framing in step " + step);
    }
  }

  private void size(byte c) {
    int digit = Character.digit(c, 16);
    if (digit >= 0) {
      sizeDigits++;
      remaining = remaining << 4 | digit;
      if (sizeDigits > MAX_SIZE_DIGITS) {
        malformed("chunk size has more than " + MAX_SIZE_DIGITS + " digits");
      }
    } else if (sizeDigits > 0 && c == ';') {
      step = Step.EXTENSION;
    } else if (sizeDigits > 0 && c == '\r') {
      step = Step.SIZE_LF;
    } else {
      malformed("chunk size is not hexadecimal");
    }
  }

  private void extension(byte c) {
    if (c == '\r') {
      step = Step.SIZE_LF;
    } else if (c == '\n' || ++ignoredBytes > MAX_EXTENSION_BYTES) {
      malformed("chunk extension is malformed or too long");
    }
  }

  private void sizeComplete(byte c) {
    if (remaining > 0) {
      expect(c, '\n', Step.DATA);
    } else {
      expect(c, '\n', Step.TRAILER);
      trailerLineEmpty = true;
    }
    sizeDigits = 0;
    ignoredBytes = 0;
  }

  private void trailer(byte c) {
    if (c == '\r') {
      step = Step.END_LF;
    } else if (c == '\n' || ++ignoredBytes > MAX_TRAILER_BYTES) {
      malformed("trailer is malformed or too long");
    } else {
      trailerLineEmpty = false;
    }
  }

  private void endOfTrailerLine(byte c) {
    expect(c, '\n', trailerLineEmpty ? Step.COMPLETE : Step.TRAILER);
    trailerLineEmpty = true;
  }

  private void expect(byte c, char expected, Step next) {
    if (c == expected) {
      step = next;
    } else {
      malformed("line of the chunked coding does not end with CRLF");
    }
  }

  private void malformed(String why) {
    reason = why;
    step = Step.MALFORMED;
  }
}
