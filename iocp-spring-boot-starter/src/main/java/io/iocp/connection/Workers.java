package io.iocp.connection;

import io.iocp.completion.CompletionPort;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.statistics.Histogram;
import io.iocp.statistics.HistogramSnapshot;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** The threads that serve a completion port, one of which drives the timer wheel. Any thread. */
final class Workers {

  private final CompletionPort port;
  private final NanoClock clock;
  private final List<IoWorker> workers = new ArrayList<>();

  Workers(CompletionPort port, NanoClock clock, TimerWheel timers, Execution execution) {
    this.port = port;
    this.clock = clock;
    for (PortWorker worker : port.workers()) {
      workers.add(new IoWorker(worker, clock, worker.index() == 0 ? timers : null, execution));
    }
  }

  void start(long nowNanos) {
    workers.forEach(worker -> worker.start(nowNanos));
  }

  /**
   * Has them exit, one after the other.
   *
   * @param limit how long to wait for each
   * @return whether all have
   */
  boolean stop(Duration limit) throws InterruptedException {
    boolean ended = true;
    for (IoWorker worker : workers) {
      ended &= worker.stop(limit);
    }
    return ended;
  }

  boolean isAnyAlive() {
    return workers.stream().anyMatch(IoWorker::isAlive);
  }

  /** All of them, by index. */
  List<IoWorker> all() {
    return workers;
  }

  /** Measures how long it takes until each comes to what is posted to it. */
  void measure(LongConsumer delayNanos) {
    long posted = clock.nanoTime();
    for (PortWorker worker : port.workers()) {
      worker.post(Packet.of(() -> delayNanos.accept(clock.nanoTime() - posted)));
    }
  }

  /** A receive of the worker's latest batch has come to its handler. */
  void handled(PortWorker worker) {
    workers.get(worker.index()).handlerDelayNanos().record(clock.nanoTime() - worker.batchNanos());
  }

  HistogramSnapshot batchSizes() {
    return sum(IoWorker::batchSizes);
  }

  HistogramSnapshot handlerDelayNanos() {
    return sum(IoWorker::handlerDelayNanos);
  }

  private HistogramSnapshot sum(Function<IoWorker, Histogram> histogram) {
    HistogramSnapshot sum = HistogramSnapshot.EMPTY;
    for (IoWorker worker : workers) {
      sum = sum.plus(histogram.apply(worker).snapshot());
    }
    return sum;
  }
}
