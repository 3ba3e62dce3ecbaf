package io.iocp.streaming.ingest;

import io.iocp.buffer.BufferPool;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Those who publish now, and what they may keep from others: one that has been silent gives its
 * place to another, and when buffers are scarce each sheds what is beyond its share.
 *
 * <p>Any thread.
 */
final class Publishers {

  /** Buffers are scarce when less than this part of them is free. */
  private static final int SCARCE_PART = 8;

  /** All streams together may keep this part when buffers are scarce. */
  private static final int KEPT_PART = 2;

  private static final Duration RECLAIM_INTERVAL = Duration.ofMillis(100);

  private record Publisher(PublisherConnection connection, Ingest ingest) {}

  private final Map<Long, Publisher> publishers = new ConcurrentHashMap<>();
  private final NanoClock clock;
  private final AtomicLong reclaimDueNanos;

  Publishers(NanoClock clock) {
    this.clock = clock;
    this.reclaimDueNanos = new AtomicLong(clock.nanoTime());
  }

  void add(PublisherConnection connection, Ingest ingest) {
    publishers.put(connection.id(), new Publisher(connection, ingest));
  }

  NanoClock clock() {
    return clock;
  }

  /** What a new publisher's chunks are counted with. */
  ChunkPace pace() {
    return new ChunkPace(clock.nanoTime());
  }

  /** Time that goes on while media arrives; only differences mean something. */
  long arrivalMillis() {
    return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
  }

  /** Whether the publisher's chunks come no faster than they may. */
  boolean keepsPace(Ingest ingest) {
    return ingest.pace().keeps(ingest.takeCompleted(), clock.nanoTime());
  }

  void remove(long client) {
    publishers.remove(client);
  }

  /** Closes this client, if it publishes. */
  void close(long client, Refusal why) {
    Publisher publisher = publishers.get(client);
    if (publisher != null) {
      publisher.connection().close(why);
    }
  }

  /**
   * Has all publishers give up what is beyond their share, if buffers are scarce; not more often
   * than ten times a second, for it looks at all of them.
   *
   * @return whether they were told to
   */
  boolean reclaimIfScarce(BufferPool buffers) {
    if (buffers.freeBytes() >= buffers.maximumBytes() / SCARCE_PART) {
      return false;
    }
    long due = reclaimDueNanos.get();
    long now = clock.nanoTime();
    if (now - due < 0 || !reclaimDueNanos.compareAndSet(due, now + RECLAIM_INTERVAL.toNanos())) {
      return false;
    }
    long shareBytes = buffers.maximumBytes() / KEPT_PART / Math.max(1, publishers.size());
    publishers.forEach(
        (client, publisher) -> {
          publisher.ingest().feed().stream().shedAbove(shareBytes);
          publisher.connection().execute(() -> publisher.ingest().shedAbove(shareBytes));
        });
    return true;
  }
}
