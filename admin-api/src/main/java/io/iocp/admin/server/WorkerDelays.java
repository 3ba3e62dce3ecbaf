package io.iocp.admin.server;

import io.iocp.IocpTransport;
import io.iocp.admin.live.Ticking;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes until a worker comes to what is posted to it, asked ten times a second.
 *
 * <p>Workers record, one thread asks.
 */
final class WorkerDelays implements Ticking {

  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final int ASKED_PER_WORKER = 100;

  private final IocpTransport transport;

  // Guarded by this.
  private final long[] nanos;
  private int recorded;

  WorkerDelays(IocpTransport transport) {
    this.transport = transport;
    this.nanos = new long[ASKED_PER_WORKER * transport.figures().workerCount()];
  }

  @Override
  public Duration period() {
    return PERIOD;
  }

  @Override
  public void tick() {
    transport.figures().measureWorkers(this::record);
  }

  private synchronized void record(long delayNanos) {
    nanos[recorded % nanos.length] = delayNanos;
    recorded = recorded + 1 == 2 * nanos.length ? nanos.length : recorded + 1;
  }

  /** The 99th percentile of the last ten seconds; 0 if nothing is known yet. */
  synchronized long p99Micros() {
    int known = Math.min(recorded, nanos.length);
    if (known == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, known);
    Arrays.sort(sorted);
    return TimeUnit.NANOSECONDS.toMicros(sorted[(int) Math.ceil(known * 0.99) - 1]);
  }
}
