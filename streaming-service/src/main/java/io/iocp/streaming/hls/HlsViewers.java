package io.iocp.streaming.hls;

import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who watches, as far as it can be told of clients that come and go with each request: whoever has
 * asked for a playlist within the last seconds. Any thread.
 */
final class HlsViewers {

  /** Players ask several times a second, and at their slowest once in a segment. */
  private static final long RECENT_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int MOST = 100_000;

  private final NanoClock clock;
  private final Map<String, Long> lastAsked = new ConcurrentHashMap<>();

  HlsViewers(NanoClock clock) {
    this.clock = clock;
  }

  /** Somebody asks. */
  void asked(String viewer) {
    if (lastAsked.size() < MOST || lastAsked.containsKey(viewer)) {
      lastAsked.put(viewer, clock.nanoTime());
    }
  }

  /** How many there are. */
  int count() {
    return lastAsked.size();
  }

  /** Forgets those who have gone. */
  void tick() {
    long now = clock.nanoTime();
    lastAsked.values().removeIf(asked -> now - asked >= RECENT_NANOS);
  }
}
