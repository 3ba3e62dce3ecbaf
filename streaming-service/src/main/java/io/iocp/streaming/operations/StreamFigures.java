package io.iocp.streaming.operations;

import io.iocp.streaming.relay.StreamSnapshot;
import org.jspecify.annotations.Nullable;

/** Figures of a stream, or of several together. One thread writes, any reads. */
@SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
final class StreamFigures {

  private volatile long receivedBytes;
  private volatile long sentBytes;
  private volatile long chunks;
  private volatile int viewers;
  private volatile double framesPerSecond;
  private volatile long delayNanos;

  /** What counts at the moment is about to be added anew. */
  void forgetMoment() {
    viewers = 0;
    framesPerSecond = 0;
    delayNanos = 0;
  }

  /**
   * Adds a stream.
   *
   * @param before the same a second ago; null if it was not there
   */
  void add(StreamSnapshot now, @Nullable StreamSnapshot before) {
    long receivedBefore = 0;
    long sentBefore = 0;
    long chunksBefore = 0;
    // Less than before is another stream of the same name.
    if (before != null && now.bytes() >= before.bytes()) {
      receivedBefore = before.bytes();
      sentBefore = before.deliveredBytes();
      chunksBefore = before.chunks();
    }
    receivedBytes += now.bytes() - receivedBefore;
    sentBytes += now.deliveredBytes() - sentBefore;
    chunks += now.chunks() - chunksBefore;
    viewers += now.viewers();
    framesPerSecond += now.health().framesPerSecond();
    delayNanos = Math.max(delayNanos, now.delays().p99().toNanos());
  }

  double receivedBytes() {
    return receivedBytes;
  }

  double sentBytes() {
    return sentBytes;
  }

  double chunks() {
    return chunks;
  }

  double viewers() {
    return viewers;
  }

  double framesPerSecond() {
    return framesPerSecond;
  }

  double delayNanos() {
    return delayNanos;
  }
}
