package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.zip.Deflater;

/**
 * Compresses the messages of one session (RFC 7692, section 7.2.1).
 *
 * <p>The compressor of the JDK has one window, the largest. For a smaller one it is made to forget
 * everything after as many bytes as that holds: then nothing can refer further back. That costs
 * some of the compression, and whoever asks for such a window has asked for it.
 *
 * <p>Not thread-safe. It owns native memory until it is {@linkplain #end ended}.
 */
public final class MessageDeflater {

  private static final int BUFFER_BYTES = 8 << 10;
  // 00 00 FF FF, with which each flush ends, and which stays away.
  private static final int TAIL_BYTES = 4;

  private static final byte[] NOTHING = {};

  private static final int LARGEST_WINDOW_BITS = 15;

  private final boolean keepContext;
  // 0 for the compressor's own.
  private final int windowBytes;
  // Bytes since it forgot last.
  private int remembered;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final byte[] output = new byte[BUFFER_BYTES];

  /**
   * @param keepContext whether messages may refer to earlier ones
   */
  public MessageDeflater(boolean keepContext) {
    this(keepContext, LARGEST_WINDOW_BITS);
  }

  /**
   * @param keepContext whether messages may refer to earlier ones
   * @param windowBits how far back anything may refer: 2 to that power of bytes, 8 … 15
   */
  public MessageDeflater(boolean keepContext, int windowBits) {
    this.keepContext = keepContext;
    this.windowBytes = windowBits == LARGEST_WINDOW_BITS ? 0 : 1 << windowBits;
  }

  /**
   * Compresses a message that is not empty.
   *
   * @param payload consumed
   * @param target takes piece after piece, lent for the call, and answers whether it could
   * @return whether all of it was taken; if not, the next message begins anew
   */
  public boolean deflate(ByteBuffer payload, Predicate<ByteBuffer> target) {
    int held = 0;
    while (payload.hasRemaining()) {
      deflater.setInput(nextPart(payload));
      int filled;
      do {
        // What may be the tail is held back until more follows.
        filled = deflater.deflate(output, held, output.length - held, Deflater.SYNC_FLUSH) + held;
        int ready = Math.max(0, filled - TAIL_BYTES);
        if (ready > 0 && !target.test(ByteBuffer.wrap(output, 0, ready))) {
          forget();
          return false;
        }
        held = filled - ready;
        System.arraycopy(output, ready, output, 0, held);
      } while (filled == output.length);
    }
    deflater.setInput(NOTHING);
    if (!keepContext) {
      forget();
    }
    return true;
  }

  /** What still fits into the window, taken off the payload: all of it with the largest one. */
  private ByteBuffer nextPart(ByteBuffer payload) {
    int bytes = payload.remaining();
    if (windowBytes > 0) {
      if (remembered == windowBytes) {
        forget();
      }
      bytes = Math.min(bytes, windowBytes - remembered);
      remembered += bytes;
    }
    ByteBuffer part = payload.duplicate().limit(payload.position() + bytes);
    payload.position(payload.position() + bytes);
    return part;
  }

  /**
   * Forgets earlier messages: the last one has not gone out. (What a peer remembers beyond that
   * does no harm.)
   */
  public void forget() {
    remembered = 0;
    deflater.reset();
  }

  /** Gives the native memory back; nothing may follow. */
  public void end() {
    deflater.end();
  }
}
