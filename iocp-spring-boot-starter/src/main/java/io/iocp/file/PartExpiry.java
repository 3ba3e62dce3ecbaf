package io.iocp.file;

import io.iocp.time.NanoClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is left of files whose transfer was broken off and not gone on with for long. There
 * is no timer: whenever peers come or go somebody asks whether it is time to look again.
 */
final class PartExpiry {

  private static final Logger logger = LoggerFactory.getLogger(PartExpiry.class);
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

  private final FileStore store;
  private final Duration after;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile long nextNanos;

  /**
   * @param after age of the last byte of a part that expires; zero for never
   */
  PartExpiry(FileStore store, Duration after, NanoClock clock, InstantSource wallClock) {
    this.store = store;
    this.after = after;
    this.clock = clock;
    this.wallClock = wallClock;
    this.nextNanos = clock.nanoTime();
  }

  /**
   * Whether it is time to look. Who is told so calls {@link #look} or {@link #skipped()}; nobody
   * else is told meanwhile. Any thread.
   */
  boolean isDue() {
    return !after.isZero()
        && clock.nanoTime() - nextNanos >= 0
        && looking.compareAndSet(false, true);
  }

  /** There was nobody to look now: next time. */
  void skipped() {
    looking.set(false);
  }

  /**
   * Looks, and removes. On a thread that may wait for the disk.
   *
   * @param remove removes what is there of the file with that name, unless it is being received
   */
  void look(Predicate<String> remove) {
    try {
      Instant oldest = wallClock.instant().minus(after);
      for (String name : store.partsNotWrittenSince(oldest)) {
        if (remove.test(name)) {
          logger.info("Removed expired partial file {}", name);
        }
      }
    } catch (IOException e) {
      logger.warn("Cannot look for expired partial files: {}", e.toString());
    } finally {
      Duration interval = after.compareTo(LONGEST_INTERVAL) < 0 ? after : LONGEST_INTERVAL;
      nextNanos = clock.nanoTime() + interval.toNanos();
      looking.set(false);
    }
  }
}
