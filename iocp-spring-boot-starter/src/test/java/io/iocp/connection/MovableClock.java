package io.iocp.connection;

import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Real time that a test moves forward. */
final class MovableClock implements NanoClock {

  private final AtomicLong aheadNanos = new AtomicLong();

  @Override
  public long nanoTime() {
    return NanoClock.system().nanoTime() + aheadNanos.get();
  }

  void advance(Duration duration) {
    aheadNanos.addAndGet(duration.toNanos());
  }
}
