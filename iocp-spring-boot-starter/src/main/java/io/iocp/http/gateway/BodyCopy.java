package io.iocp.http.gateway;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.http.protocol.BodyReader;
import io.iocp.http.protocol.RequestHead;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as it came and writes it as it goes on: in chunks of its own, without extensions and
 * trailers, or counted. What arrived at once goes on at once.
 *
 * <p>Not thread-safe.
 */
final class BodyCopy {

  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
  private static final int SIZE_DIGITS = 4;
  private static final int CHUNK_START_BYTES = SIZE_DIGITS + 2;
  private static final int FRAMING_BYTES = CHUNK_START_BYTES + 2 + LAST_CHUNK.length;
  private static final int LARGEST_CHUNK_BYTES = 32 << 10;

  private final BufferPool pool;
  private final @Nullable BodyReader reader;
  private final boolean chunks;
  private boolean ended;
  private long bytes;

  /**
   * @param length of the body as it comes, in bytes; or in chunks, or until the connection ends
   * @param chunks whether it goes on in chunks
   */
  BodyCopy(BufferPool pool, long length, boolean chunks) {
    this.pool = pool;
    this.reader = length >= 0 || length == RequestHead.CHUNKED ? new BodyReader(length) : null;
    this.chunks = chunks;
    this.ended = length == 0;
  }

  /** Whether the body has ended. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether the end of its connection is its end. */
  boolean endsWithConnection() {
    return reader == null;
  }

  /** Bytes of the body so far. */
  long bytes() {
    return bytes;
  }

  /** What became of a piece. */
  enum Outcome {
    /** It went on; where the body has ended, the rest is left. */
    COPIED,
    /** The framing is broken. */
    MALFORMED,
    /** There is no buffer. */
    NO_BUFFER
  }

  /** Takes what is to be sent, lent for the call. */
  interface Sink {
    void send(SharedBuffer buffer);
  }

  /** Copies some of what is there, up to the end of the body; what it sends is one message. */
  Outcome copy(ByteBuffer input, Sink sink) {
    int end = input.limit();
    input.limit(Math.min(end, input.position() + LARGEST_CHUNK_BYTES));
    SharedBuffer buffer = pool.tryAcquire(input.remaining() + FRAMING_BYTES);
    if (buffer == null) {
      input.limit(end);
      return Outcome.NO_BUFFER;
    }
    boolean sound = fill(buffer.memory(), input);
    input.limit(end);
    buffer.region(0, buffer.memory().position());
    if (sound && buffer.length() > 0) {
      sink.send(buffer);
    }
    buffer.release();
    return sound ? Outcome.COPIED : Outcome.MALFORMED;
  }

  /** The end of a body that the end of its connection ends. */
  Outcome end(Sink sink) {
    ended = true;
    if (chunks) {
      SharedBuffer buffer = pool.tryAcquire(LAST_CHUNK.length);
      if (buffer == null) {
        return Outcome.NO_BUFFER;
      }
      buffer.memory().put(LAST_CHUNK);
      buffer.region(0, LAST_CHUNK.length);
      sink.send(buffer);
      buffer.release();
    }
    return Outcome.COPIED;
  }

  private boolean fill(ByteBuffer out, ByteBuffer input) {
    if (chunks) {
      out.position(CHUNK_START_BYTES);
    }
    int start = out.position();
    BodyReader.Outcome outcome = BodyReader.Outcome.INCOMPLETE;
    if (reader == null) {
      out.put(input);
    } else {
      outcome = reader.read(input, out::put);
    }
    int size = out.position() - start;
    bytes += size;
    ended = outcome == BodyReader.Outcome.COMPLETE;
    if (chunks) {
      frame(out, size);
    }
    return outcome != BodyReader.Outcome.MALFORMED;
  }

  private void frame(ByteBuffer out, int size) {
    if (size == 0) {
      out.position(0);
    } else {
      for (int i = 0; i < SIZE_DIGITS; i++) {
        int shift = 4 * (SIZE_DIGITS - 1 - i);
        out.put(i, (byte) Character.forDigit((size >> shift) & 0xF, 16));
      }
      out.put(SIZE_DIGITS, (byte) '\r').put(SIZE_DIGITS + 1, (byte) '\n');
      out.put((byte) '\r').put((byte) '\n');
    }
    if (ended) {
      out.put(LAST_CHUNK);
    }
  }
}
