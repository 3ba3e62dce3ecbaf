package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Viewers that came before their stream's publisher. Bounded in number and in time. Any thread;
 * callbacks run on the thread that publishes or ticks, without a lock.
 */
public final class WaitingViewers {

  private final int maximum;
  private final NanoClock clock;
  // Guarded by this.
  private final Set<Waiting> waiting = new LinkedHashSet<>();

  WaitingViewers(int maximum, NanoClock clock) {
    this.maximum = maximum;
    this.clock = clock;
  }

  /** One that waits. */
  public static final class Waiting {

    private final StreamId id;
    private final long deadlineNanos;
    private final boolean patient;
    private final Runnable published;
    private final Runnable expired;

    private Waiting(
        StreamId id, long deadlineNanos, boolean patient, Runnable published, Runnable expired) {
      this.id = id;
      this.deadlineNanos = deadlineNanos;
      this.patient = patient;
      this.published = published;
      this.expired = expired;
    }
  }

  /**
   * Has a viewer wait.
   *
   * @param atMost how long
   * @param patient whether it waits even when the stream turns out to be nowhere
   * @param published called once if somebody publishes the stream meanwhile
   * @param expired called once if nobody does
   * @return null when too many wait already
   */
  public synchronized @Nullable Waiting add(
      StreamId id, Duration atMost, boolean patient, Runnable published, Runnable expired) {
    if (waiting.size() >= maximum) {
      return null;
    }
    Waiting one = new Waiting(id, clock.nanoTime() + atMost.toNanos(), patient, published, expired);
    waiting.add(one);
    return one;
  }

  /** It waits no more, and is not called. */
  public synchronized void remove(Waiting one) {
    waiting.remove(one);
  }

  /** The stream is nowhere to be had: who did not ask to wait for it is told. */
  public void absent(StreamId id) {
    take(one -> one.id.equals(id) && !one.patient).forEach(one -> one.expired.run());
  }

  /** Whether anybody waits for this stream. */
  public synchronized boolean has(StreamId id) {
    return waiting.stream().anyMatch(one -> one.id.equals(id));
  }

  /** How many wait. */
  public synchronized int size() {
    return waiting.size();
  }

  void published(StreamId id) {
    take(one -> one.id.equals(id)).forEach(one -> one.published.run());
  }

  void tick() {
    long now = clock.nanoTime();
    take(one -> now - one.deadlineNanos >= 0).forEach(one -> one.expired.run());
  }

  private synchronized List<Waiting> take(Predicate<Waiting> which) {
    List<Waiting> taken = new ArrayList<>();
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting one = all.next();
      if (which.test(one)) {
        all.remove();
        taken.add(one);
      }
    }
    return taken;
  }
}
