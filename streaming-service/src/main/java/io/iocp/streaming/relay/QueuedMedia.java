package io.iocp.streaming.relay;

import io.iocp.statistics.Counters;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a fan-out has queued for its viewers, told to the counters once for all of them: a counter
 * that several threads share costs more than the viewer's whole part in a chunk.
 *
 * <p>Only accessed in the fan-out's task.
 */
final class QueuedMedia {

  private final Counters<RelayCounter> counters;
  private final LongAdder deliveredBytes;
  private long chunks;
  private long bytes;

  QueuedMedia(Counters<RelayCounter> counters, LongAdder deliveredBytes) {
    this.counters = counters;
    this.deliveredBytes = deliveredBytes;
  }

  /** A chunk has been queued for a viewer. */
  void add(long payloadBytes) {
    chunks++;
    bytes += payloadBytes;
  }

  /** Tells the counters. */
  void tell() {
    if (chunks > 0) {
      counters.add(RelayCounter.CHUNKS_QUEUED, chunks);
      deliveredBytes.add(bytes);
      chunks = 0;
      bytes = 0;
    }
  }
}
