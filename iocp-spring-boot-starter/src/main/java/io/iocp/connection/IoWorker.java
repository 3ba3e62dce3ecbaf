package io.iocp.connection;

import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.flight.FlightRecording;
import io.iocp.statistics.Histogram;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named, long-lived platform thread that serves one worker of the completion port until it
 * receives its exit packet. One of them also drives the timer wheel.
 */
final class IoWorker {

  private static final Logger logger = LoggerFactory.getLogger(IoWorker.class);
  // Wakes up now and then with nothing to do, so that its being alive can be seen.
  private static final long NO_TIMERS_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MAXIMUM_LAST_BATCHES = 1000;

  private final PortWorker port;
  private final NanoClock clock;
  private final @Nullable TimerWheel timers;
  private final Execution execution;
  private final Thread thread;
  private final Packet exit = Packet.of(this::exit);

  private final Histogram batchSizes = new Histogram();
  private final Histogram handlerDelayNanos = new Histogram();

  private volatile long lastDequeueNanos;

  // Where workers share a port, another worker may run the exit packet.
  private volatile boolean exiting;

  // Only accessed by the worker: turns since it saw that it is exiting.
  private int lastBatches;

  IoWorker(PortWorker port, NanoClock clock, @Nullable TimerWheel timers, Execution execution) {
    this.port = port;
    this.clock = clock;
    this.timers = timers;
    this.execution = execution;
    this.thread = new Thread(this::run, "iocp-worker-" + port.index());
  }

  int index() {
    return port.index();
  }

  String threadName() {
    return thread.getName();
  }

  /** For its execution: runs until the last turn. Started by nobody else. */
  Thread thread() {
    return thread;
  }

  boolean isAlive() {
    return execution.isRunning(this);
  }

  /** When it came back from the port last; it does at least every second. */
  long lastDequeueNanos() {
    return lastDequeueNanos;
  }

  /** Completions and packets that came together; waits that nothing ended left out. */
  Histogram batchSizes() {
    return batchSizes;
  }

  /** Times from the dequeue of a batch to the handler of one of its completions. */
  Histogram handlerDelayNanos() {
    return handlerDelayNanos;
  }

  void start(long nowNanos) {
    lastDequeueNanos = nowNanos;
    execution.start(this);
  }

  /** Posts the exit packet and waits for the last turn. */
  boolean stop(Duration limit) throws InterruptedException {
    port.post(exit);
    return execution.join(this, limit);
  }

  private void exit() {
    exiting = true;
  }

  private void run() {
    boolean more = true;
    while (more) {
      more = turn();
    }
  }

  /**
   * Waits for something to do, and does it. Only on one thread at a time.
   *
   * @return whether another turn is to follow
   */
  boolean turn() {
    if (!exiting) {
      dispatch(timers == null ? NO_TIMERS_WAIT_NANOS : TimerWheel.TICK_NANOS);
      return true;
    }
    // What was posted before the exit packet was seen must not be lost. What posts itself again and
    // again must not keep the thread.
    return dispatch(0) > 0 && ++lastBatches < MAXIMUM_LAST_BATCHES;
  }

  private int dispatch(long waitNanos) {
    try {
      int dispatched = port.dequeue(waitNanos);
      lastDequeueNanos = port.batchNanos();
      if (dispatched > 0) {
        batchSizes.record(dispatched);
        if (FlightRecording.recordsBatches()) {
          FlightRecording.batchEnded(
              port.index(), dispatched, clock.nanoTime() - port.batchNanos());
        }
      }
      if (timers != null) {
        timers.advance(port.batchNanos());
      }
      return dispatched;
    } catch (Throwable e) {
      // Handlers are guarded one by one; what arrives here is a fault of ours. Other connections
      // must not pay for it with their worker.
      report(e);
      return 1;
    }
  }

  private void report(Throwable failure) {
    try {
      OutOfMemory.tell(failure);
      logger.error("Worker {} continues after a failure", port.index(), failure);
    } catch (Throwable e) {
      // No memory to say so.
    }
  }
}
