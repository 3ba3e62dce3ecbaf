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

  /** What the kernel is given of any stream before anything is known of the link. */
  static final int FIRST_UNSENT_BYTES = 8 << 10;

  /**
   * So many measures in a row must find that nothing waits, neither here nor in the kernel. The
   * queues in the network take what is too much for a link at first, and hide it as long.
   */
  private static final int CLEAR_MEASURES = 3;

  private final DrainRate drain;
  private long streamBytesPerSecond;
  private boolean waited;
  private boolean wasHeldUp;
  private long kernelNanos;
  private boolean begun;
  // Whether the link has shown that it is slow, or that it is not.
  private boolean known;
  private int clearMeasures;
  private int unsentLimitBytes = MOST_UNSENT_BYTES;

  /**
   * @param streamBytesPerSecond what it will have to carry; 0 if that is not known yet
   */
  ViewerLink(long streamBytesPerSecond, long nowNanos) {
    this.streamBytesPerSecond = streamBytesPerSecond;
    drain = new DrainRate(nowNanos);
  }

  /** Before the first is sent: what the kernel takes nobody can take back. */
  void begin(ViewerSession session) {
    if (!begun) {
      begun = true;
      drain.begin(session.sentBytes());
      limitUnsent(session, firstLimit());
    }
  }

  /** A tenth of a second of the stream is a fifth on a link that carries half of it. */
  private int firstLimit() {
    return limit(FIRST_UNSENT_BYTES, streamBytesPerSecond);
  }

  private static int limit(int leastBytes, long bytesPerSecond) {
    long part = bytesPerSecond / UNSENT_PART_OF_SECOND;
    return (int) Math.max(leastBytes, Math.min(MOST_UNSENT_BYTES, part));
  }

  /**
   * Takes the measure of it, about once a second.
   *
   * @param streamRate bytes a second that it has to carry
   */
  void measure(ViewerSession session, long streamRate, long nowNanos) {
    streamBytesPerSecond = streamRate;
    if (!begun) {
      return; // It has carried nothing: that nothing waits says nothing.
    }
    int unsentBytes = session.unsentBytes();
    boolean queued = session.queuedBytes() > 0;
    boolean waits = queued || unsentBytes > 0;
    boolean saturated = waits && waited;
    waited = waits;
    drain.update(session.sentBytes() - Math.max(0, unsentBytes), saturated, nowNanos);
    kernelNanos = drain.nanosFor(unsentBytes);
    // On a busy machine messages wait for us: it is not the link when the kernel has nothing.
    boolean heldUp = unsentBytes < 0 ? queued : unsentBytes > 0;
    boolean slow = heldUp && wasHeldUp;
    wasHeldUp = heldUp;
    clearMeasures = heldUp ? 0 : clearMeasures + 1;
    int fitting = limit(LEAST_UNSENT_BYTES, drain.bytesPerSecond());
    if (slow || unsentBytes > fitting) {
      known = true;
      limitUnsent(session, fitting);
    } else if (clearMeasures >= CLEAR_MEASURES) {
      known = true;
      limitUnsent(session, MOST_UNSENT_BYTES);
    } else if (!known) {
      limitUnsent(session, firstLimit());
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
