package io.iocp.completion.uring;

import java.util.concurrent.atomic.AtomicLongArray;

/** What one worker has counted. Written by the worker's thread, read by any. */
final class WorkerCounters {

  enum Counter {
    /** Times the worker came back from the kernel. */
    BATCHES,
    /** Completions dispatched. */
    COMPLETIONS,
    /** Packets run. */
    PACKETS,
    /** Calls of {@code io_uring_enter}. */
    SYSTEM_CALLS,
    /** Sends of which the kernel took only a part. */
    SHORT_SENDS,
    /** Times data was waiting and the pool had no buffer. */
    STARVATIONS,
    /** Times the kernel was found to keep completions aside. */
    OVERFLOWS,
    /** Completions of a socket that is gone. */
    LATE_COMPLETIONS
  }

  private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

  void increment(Counter counter) {
    add(counter, 1);
  }

  void add(Counter counter, long amount) {
    // One writer: a plain read and an ordered write are enough.
    counts.setRelease(counter.ordinal(), counts.getPlain(counter.ordinal()) + amount);
  }

  long get(Counter counter) {
    return counts.getAcquire(counter.ordinal());
  }
}
