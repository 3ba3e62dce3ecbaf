package io.iocp.streaming.relay;

/**
 * What a viewer's link has carried, and how long it takes for what the kernel holds.
 *
 * <p>Written by the viewer's fan-out only. Administration reads the rate; it may be a moment old.
 */
final class ViewerLink {

  private final DrainRate drain;
  private long offeredBytes;
  private long lastQueuedBytes;
  private long kernelNanos;

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
    drain.update(offeredBytes - queuedBytes, queuedBytes > 0 && lastQueuedBytes > 0, nowNanos);
    lastQueuedBytes = queuedBytes;
    kernelNanos = drain.nanosFor(session.unsentBytes());
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
