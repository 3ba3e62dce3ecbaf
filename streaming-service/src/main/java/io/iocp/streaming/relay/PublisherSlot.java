package io.iocp.streaming.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who publishes a stream, or did last, and how long the stream waits for another one.
 *
 * <p>Guarded by the stream's lock.
 */
final class PublisherSlot {

  // Null while the stream waits for a publisher.
  private @Nullable PublisherInfo current;
  private long lastPublisher;
  private long waitsUntilNanos;
  private boolean firstKeyframeDue;

  /** Whether there was one before. */
  boolean wasTaken() {
    return lastPublisher != 0;
  }

  /** A publisher comes, in the place of the one before. */
  void take(PublisherInfo next) {
    current = next;
    lastPublisher = next.client();
    firstKeyframeDue = true;
  }

  /** The publisher is lost. */
  void leave(Duration grace, long nowNanos) {
    current = null;
    waitsUntilNanos = nowNanos + grace.toNanos();
  }

  /** Null while there is none. */
  @Nullable PublisherInfo current() {
    return current;
  }

  /** Id of the client that publishes, or published last. */
  long lastPublisher() {
    return lastPublisher;
  }

  /** Whether there was one, and another one is waited for. */
  boolean isAway() {
    return current == null && lastPublisher != 0;
  }

  /** Whether no other one came in time. */
  boolean hasWaitedInVain(long nowNanos) {
    return isAway() && nowNanos - waitsUntilNanos >= 0;
  }

  /** Whether this keyframe is the publisher's first. */
  boolean takesFirst(boolean keyframe) {
    boolean first = keyframe && firstKeyframeDue;
    firstKeyframeDue &= !keyframe;
    return first;
  }

  /** Where its media comes from. */
  Upstream upstream() {
    return current == null ? Upstream.NONE : current.upstream();
  }

  /** How it does. */
  StreamHealth health() {
    return current == null ? StreamHealth.UNKNOWN : current.health();
  }
}
