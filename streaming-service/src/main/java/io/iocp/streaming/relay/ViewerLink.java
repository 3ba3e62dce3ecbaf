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

  /** What the kernel is given before anything is known of the link. */
  static final int FIRST_UNSENT_BYTES = 8 << 10;

  /**
   * So many measures in a row must find that nothing waits, neither here nor in the kernel. The
   * queues in the network take what is too much for a link at first, and hide it as long.
   */
  private static final int CLEAR_MEASURES = 3;

  private final DrainRate drain;
  private boolean waited;
  private long kernelNanos;
  private boolean begun;
  private int clearMeasures;
  private int unsentLimitBytes = MOST_UNSENT_BYTES;

  ViewerLink(long nowNanos) {
    drain = new DrainRate(nowNanos);
  }

  /** Before the first is sent: what the kernel takes nobody can take back. */
  void begin(ViewerSession session) {
    if (!begun) {
      begun = true;
      drain.begin(session.sentBytes());
      limitUnsent(session, FIRST_UNSENT_BYTES);
    }
  }

  /** Takes the measure of it, about once a second. */
  void measure(ViewerSession session, long nowNanos) {
    int unsentBytes = session.unsentBytes();
    boolean waits = session.queuedBytes() > 0 || unsentBytes > 0;
    boolean saturated = waits && waited;
    waited = waits;
    drain.update(session.sentBytes() - Math.max(0, unsentBytes), saturated, nowNanos);
    kernelNanos = drain.nanosFor(unsentBytes);
    long carried = drain.bytesPerSecond() / UNSENT_PART_OF_SECOND;
    int fitting = (int) Math.max(LEAST_UNSENT_BYTES, Math.min(MOST_UNSENT_BYTES, carried));
    clearMeasures = waits ? 0 : clearMeasures + 1;
    if (saturated || unsentBytes > fitting) {
      limitUnsent(session, fitting);
    } else if (clearMeasures >= CLEAR_MEASURES) {
      limitUnsent(session, MOST_UNSENT_BYTES);
    }
  }

  /**
   * What the kernel has taken cannot be discarded any more: on a slow link that is time. It is set
   * anew when the link is twice as fast, or half as fast, as when it was set.
   */
  private void limitUnsent(ViewerSession session, int limit) {
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
