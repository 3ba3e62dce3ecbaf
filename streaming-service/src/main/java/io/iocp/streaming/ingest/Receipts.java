package io.iocp.streaming.ingest;

import java.util.function.LongSupplier;

/**
 * How much of what a publisher sent has arrived, for one that wants to know how long that takes:
 * said behind whole messages, twice a second at most.
 *
 * <p>Only accessed in the publisher's serial context.
 */
final class Receipts {

  private static final long INTERVAL_MILLIS = 500;

  private final LongSupplier millis;
  private long bytes;
  private long dueMillis;

  /**
   * @param millis time that goes on; only differences mean something
   */
  Receipts(LongSupplier millis) {
    this.millis = millis;
    this.dueMillis = millis.getAsLong();
  }

  /**
   * Takes note of a piece.
   *
   * @param last whether it ends a message
   * @return whether the publisher is to be told {@link #json()} now
   */
  boolean isDueAfter(int pieceBytes, boolean last) {
    bytes += pieceBytes;
    long now = millis.getAsLong();
    if (!last || now - dueMillis < 0) {
      return false;
    }
    dueMillis = now + INTERVAL_MILLIS;
    return true;
  }

  String json() {
    return "{\"type\":\"received\",\"bytes\":" + bytes + "}";
  }
}
