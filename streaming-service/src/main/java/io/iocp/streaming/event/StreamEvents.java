package io.iocp.streaming.event;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.StreamChange;
import io.iocp.streaming.relay.StreamListener;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from any thread, without blocking it, and hands them on in order on one thread of
 * its own. At most {@value #MAXIMUM_WAITING} wait; more are counted and forgotten.
 */
public final class StreamEvents implements StreamListener {

  static final int MAXIMUM_WAITING = 10_000;
  static final int BURST = 50;
  static final Duration BURST_INTERVAL = Duration.ofSeconds(10);

  private final SerialLoop loop;
  private final InstantSource clock;
  private final Counters<EventCounter> counters;
  private final List<Consumer<StreamEvent>> listeners;
  private final AtomicInteger waiting = new AtomicInteger();
  // Only accessed on the loop: as many as there are viewers.
  private final Map<Long, String> watched = new HashMap<>();
  private long refusals;

  /**
   * @param listeners hear of each event, in their order
   */
  public StreamEvents(
      SerialLoop loop,
      InstantSource clock,
      Counters<EventCounter> counters,
      List<Consumer<StreamEvent>> listeners) {
    this.loop = loop;
    this.clock = clock;
    this.counters = counters;
    this.listeners = List.copyOf(listeners);
  }

  /** What is counted. */
  public Counters<EventCounter> counters() {
    return counters;
  }

  /** How many wait to be handed on. */
  public int waiting() {
    return waiting.get();
  }

  /** Tells of bursts of refusals, by how many there have been. */
  public void watchRefusals(LongSupplier count) {
    loop.execute(() -> refusals = count.getAsLong());
    loop.executeEvery(BURST_INTERVAL, () -> lookForBurst(count.getAsLong()));
  }

  private void lookForBurst(long now) {
    long more = now - refusals;
    refusals = now;
    if (more >= BURST) {
      String detail = more + " refusals within " + BURST_INTERVAL.toSeconds() + " s";
      publish(new StreamEvent(StreamEvent.Type.REFUSAL_BURST, clock.instant(), null, null, detail));
    }
  }

  @Override
  public void happened(StreamChange change, @Nullable StreamId stream, long client) {
    StreamEvent.Type type =
        switch (change) {
          case STARTED -> StreamEvent.Type.STREAM_STARTED;
          case TAKEN_OVER -> StreamEvent.Type.STREAM_TAKEN_OVER;
          case FIRST_FRAME -> StreamEvent.Type.FIRST_FRAME;
          case STOPPED -> StreamEvent.Type.STREAM_STOPPED;
          case VIEWER_JOINED -> StreamEvent.Type.VIEWER_JOINED;
          case VIEWER_LEFT -> StreamEvent.Type.VIEWER_LEFT;
          case VIEWER_SLOW -> StreamEvent.Type.VIEWER_SLOW;
        };
    String name = stream == null ? null : stream.name();
    publish(new StreamEvent(type, clock.instant(), name, client == 0 ? null : client, null));
  }

  /** Hands an event on, or forgets it if too many wait. Any thread; does not block. */
  public void publish(StreamEvent event) {
    if (waiting.incrementAndGet() > MAXIMUM_WAITING) {
      waiting.decrementAndGet();
      counters.increment(EventCounter.DROPPED);
      return;
    }
    loop.execute(
        () -> {
          waiting.decrementAndGet();
          deliver(named(event));
        });
  }

  /** Who is slow is known by its client; it has joined before. */
  private StreamEvent named(StreamEvent event) {
    Long client = event.client();
    String stream = event.stream();
    if (client == null) {
      return event;
    }
    if (event.type() == StreamEvent.Type.VIEWER_JOINED && stream != null) {
      watched.put(client, stream);
    } else if (event.type() == StreamEvent.Type.VIEWER_LEFT) {
      watched.remove(client);
    } else if (event.type() == StreamEvent.Type.VIEWER_SLOW) {
      return new StreamEvent(
          event.type(), event.time(), watched.get(client), client, event.detail());
    }
    return event;
  }

  private void deliver(StreamEvent event) {
    counters.increment(EventCounter.PUBLISHED);
    for (Consumer<StreamEvent> listener : listeners) {
      // One that fails keeps it from the others no more than one that is not there.
      loop.execute(() -> listener.accept(event));
    }
  }
}
