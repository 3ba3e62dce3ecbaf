package io.iocp.streaming.relay;

/**
 * What a viewer's link has carried, and how long it takes for what the kernel holds.
 *
 * <p>Written by the viewer's fan-out only. Administration reads the rate; it may be a moment old.
 */
final class ViewerLink {

  /** On a link that is too slow the kernel is given as much as this part of a second carries. */
  private static final int UNSENT_PART_OF_SECOND = 10;

  /** Less would be less than some packets. */
  static final int LEAST_UNSENT_BYTES = 4 << 10;

  /** As much as is usual: the kernel has it for links that are not too slow. */
  static final int MOST_UNSENT_BYTES = 64 << 10;

  private final DrainRate drain;
  private long offeredBytes;
  private long lastQueuedBytes;
  private long kernelNanos;
  private int unsentLimitBytes = MOST_UNSENT_BYTES;

  ViewerLink(long nowNanos) {
    drain = new DrainRate(nowNanos);
  }

  /** The viewer's queue has taken this. */
  void offered(long bytes) {
    offeredBytes += bytes;
  }

  /** Of what the queue had taken this will not be sent. */
  void discarded(long bytes) {
    offeredBytes -= bytes;
  }

  /** Takes the measure of it, about once a second. */
  void measure(ViewerSession session, long nowNanos) {
    long queuedBytes = session.queuedBytes();
    boolean saturated = queuedBytes > 0 && lastQueuedBytes > 0;
    drain.update(offeredBytes - queuedBytes, saturated, nowNanos);
    lastQueuedBytes = queuedBytes;
    if (saturated) {
      limitUnsent(session);
    }
    kernelNanos = drain.nanosFor(session.unsentBytes());
  }

  /**
   * What the kernel has taken cannot be discarded any more: on a slow link that is time. It is set
   * anew when the link is twice as fast, or half as fast, as when it was set.
   */
  private void limitUnsent(ViewerSession session) {
    long carried = drain.bytesPerSecond() / UNSENT_PART_OF_SECOND;
    int limit = (int) Math.max(LEAST_UNSENT_BYTES, Math.min(MOST_UNSENT_BYTES, carried));
    if (limit <= unsentLimitBytes / 2 || limit >= 2 * unsentLimitBytes) {
      session.limitUnsent(limit);
      unsentLimitBytes = limit;
    }
  }

  /** Bytes a second; 0 when nothing is known. */
  long bytesPerSecond() {
    return drain.bytesPerSecond();
  }

  /**
   * How long what the kernel held when it was measured last takes on this link: a message leaves
   * the queue when the kernel has taken it, and is sent so much later.
   */
  long kernelNanos() {
    return kernelNanos;
  }
}
