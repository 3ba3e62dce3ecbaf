package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.zip.Deflater;

/**
 * Compresses the messages of one session (RFC 7692, section 7.2.1).
 *
 * <p>Not thread-safe. It owns native memory until it is {@linkplain #end ended}.
 */
public final class MessageDeflater {

  private static final int BUFFER_BYTES = 8 << 10;
  // 00 00 FF FF, with which each flush ends, and which stays away.
  private static final int TAIL_BYTES = 4;

  private static final byte[] NOTHING = {};

  private final boolean keepContext;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final byte[] output = new byte[BUFFER_BYTES];

  /**
   * @param keepContext whether messages may refer to earlier ones
   */
  public MessageDeflater(boolean keepContext) {
    this.keepContext = keepContext;
  }

  /**
   * Compresses a message that is not empty.
   *
   * @param payload consumed
   * @param target takes piece after piece, lent for the call, and answers whether it could
   * @return whether all of it was taken; if not, the next message begins anew
   */
  public boolean deflate(ByteBuffer payload, Predicate<ByteBuffer> target) {
    deflater.setInput(payload);
    int held = 0;
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
    deflater.setInput(NOTHING);
    if (!keepContext) {
      deflater.reset();
    }
    return true;
  }

  /**
   * Forgets earlier messages: the last one has not gone out. (What a peer remembers beyond that
   * does no harm.)
   */
  public void forget() {
    deflater.reset();
  }

  /** Gives the native memory back; nothing may follow. */
  public void end() {
    deflater.end();
  }
}
