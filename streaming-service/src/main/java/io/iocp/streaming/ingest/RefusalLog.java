package io.iocp.streaming.ingest;

import io.iocp.time.NanoClock;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Writes the first {@value #LINES} refusals of each ten seconds to the log, and of the others how
 * many there were: anybody may be refused as often as he likes, and the disk is not his. Each is
 * counted elsewhere. Any thread.
 */
public final class RefusalLog {

  static final int LINES = 20;

  private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

  private final Logger logger;
  private final NanoClock clock;
  // Guarded by this, all.
  private long windowEndNanos;
  private int lines;
  private long suppressed;

  RefusalLog(Logger logger, NanoClock clock) {
    this.logger = logger;
    this.clock = clock;
    this.windowEndNanos = clock.nanoTime() + WINDOW_NANOS;
  }

  /** Writes the line, or counts it. */
  public void refused(String format, Object... arguments) {
    long left;
    synchronized (this) {
      long now = clock.nanoTime();
      left = 0;
      if (now - windowEndNanos >= 0) {
        windowEndNanos = now + WINDOW_NANOS;
        left = suppressed;
        suppressed = 0;
        lines = 0;
      }
      if (++lines > LINES) {
        suppressed++;
        return;
      }
    }
    if (left > 0) {
      logger.info("Rejected {} more publishers without a line each", left);
    }
    logger.info(format, arguments);
  }
}
