package io.iocp.streaming.access;

import io.iocp.statistics.Counters;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts refusals, and logs one a second of each cause. Any thread. */
final class RefusalLog {

  private static final Logger logger = LoggerFactory.getLogger(AccessControl.class);
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final Counters<AccessCounter> counters = new Counters<>(AccessCounter.class);
  private final NanoClock clock;
  private final AtomicLongArray dueNanos;

  RefusalLog(NanoClock clock) {
    this.clock = clock;
    this.dueNanos = new AtomicLongArray(AccessCounter.values().length);
    for (int i = 0; i < dueNanos.length(); i++) {
      dueNanos.set(i, clock.nanoTime());
    }
  }

  Counters<AccessCounter> counters() {
    return counters;
  }

  void refused(AccessRequest request, AccessDecision.Denied denied) {
    counters.increment(denied.cause());
    long now = clock.nanoTime();
    int cause = denied.cause().ordinal();
    long due = dueNanos.get(cause);
    if (now - due >= 0 && dueNanos.compareAndSet(cause, due, now + INTERVAL_NANOS)) {
      // A name that is none may hold anything: it stays out of the log, as do all credentials.
      logger.info(
          "Refused {} of {} from {}: {}",
          request.action(),
          denied.cause() == AccessCounter.REFUSED_INVALID_NAME
                  || denied.cause() == AccessCounter.REFUSED_CLOSED
              ? "a name"
              : request.name(),
          request.remoteAddress().getHostAddress(),
          denied.cause());
    }
  }
}
