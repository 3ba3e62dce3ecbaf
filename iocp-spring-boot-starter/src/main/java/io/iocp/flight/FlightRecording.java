package io.iocp.flight;

import org.jspecify.annotations.Nullable;

/**
 * The transport's events for flight recordings. While none runs, each method costs a check. Any
 * thread.
 */
public final class FlightRecording {

  /**
   * Whether this JVM can record at all: small images of Java are made without the module, and must
   * not load an event's class.
   */
  public static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /** From when on a batch of completions is long. */
  static final long LONG_BATCH_NANOS = 20_000_000;

  private FlightRecording() {}

  /**
   * A handler is about to be called.
   *
   * @return for {@link #handlerEnded}; null while nobody records such
   */
  public static @Nullable Object handlerBegins() {
    return AVAILABLE && SlowHandlerEvent.isOn() ? SlowHandlerEvent.begun() : null;
  }

  /**
   * A handler has been called.
   *
   * @param begun of {@link #handlerBegins}
   * @param connection id of the connection
   */
  public static void handlerEnded(@Nullable Object begun, long connection) {
    if (begun != null) {
      SlowHandlerEvent.ended(begun, connection);
    }
  }

  /** Whether somebody records long batches: else nobody need measure them. */
  public static boolean recordsBatches() {
    return AVAILABLE && LongBatchEvent.isOn();
  }

  /**
   * A worker has dispatched a batch; noted when it took long.
   *
   * @param completions how many there were, packets included
   * @param tookNanos from their dequeue to the end of the last one's handler
   */
  public static void batchEnded(int worker, int completions, long tookNanos) {
    if (tookNanos >= LONG_BATCH_NANOS && recordsBatches()) {
      LongBatchEvent.record(worker, completions, tookNanos);
    }
  }

  /**
   * The buffer pool has refused a request, for the first time since it had buffers.
   *
   * @param requestedBytes what was asked for
   * @param allocatedBytes what the pool has taken of the system
   * @param maximumBytes its bound
   */
  public static void poolIsEmpty(int requestedBytes, long allocatedBytes, long maximumBytes) {
    if (AVAILABLE && PoolEmptyEvent.isOn()) {
      PoolEmptyEvent.record(requestedBytes, allocatedBytes, maximumBytes);
    }
  }
}
