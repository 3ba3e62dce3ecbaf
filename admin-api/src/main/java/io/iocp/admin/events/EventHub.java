package io.iocp.admin.events;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import io.iocp.admin.live.Ticking;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks all sources once a second what has happened, and passes it on to all subscribers.
 *
 * <p>{@link #tick} is called by one thread; everything else by any.
 */
final class EventHub implements Ticking {

  private static final Logger logger = LoggerFactory.getLogger(EventHub.class);

  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);
  // Makes the response begin at once, and browsers come back after two seconds.
  private static final byte[] GREETING = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);
  // What was missed is not known any more: everything must be asked for anew.
  private static final byte[] RESET = "event: reset\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8);
  // Proxies end what is silent for a minute, some for half of that.
  private static final int TICKS_BETWEEN_HEARTBEATS = 15;
  private static final int HISTORY_EVENTS = 2048;
  private static final long HISTORY_BYTES = 2 << 20;

  private final List<LiveSource> sources;
  private final JsonMapper json;
  private final String epoch;
  private final int maximumSubscribers;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  // How many are whose. Guarded by itself.
  private final Map<String, Integer> owners = new HashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder refused = new LongAdder();

  // Guarded by this, and so is that a new subscriber misses nothing.
  private final EventHistory history = new EventHistory(HISTORY_EVENTS, HISTORY_BYTES);
  private long lastNumber;

  // Only accessed by the ticking thread.
  private int ticks;

  /**
   * @param epoch tells this run of the server from others
   */
  EventHub(List<LiveSource> sources, JsonMapper json, String epoch, int maximumSubscribers) {
    this.sources = sources;
    this.json = json;
    this.epoch = epoch;
    this.maximumSubscribers = maximumSubscribers;
  }

  /** The types of events there are. */
  Set<String> types() {
    Set<String> types = new TreeSet<>();
    sources.forEach(source -> types.addAll(source.types()));
    return types;
  }

  @Override
  public Duration period() {
    return Duration.ofSeconds(1);
  }

  /** Asks all sources and tells all subscribers. */
  @Override
  public void tick() {
    for (LiveSource source : sources) {
      try {
        source.poll().forEach(this::publish);
      } catch (RuntimeException e) {
        logger.error("Event source {} failed", source.types(), e);
      }
    }
    ticks++;
    if (ticks % TICKS_BETWEEN_HEARTBEATS == 0) {
      tell(subscriber -> subscriber.offer(HEARTBEAT));
    }
  }

  private synchronized void publish(LiveEvent event) {
    lastNumber++;
    PublishedEvent published =
        new PublishedEvent(lastNumber, epoch, event, json::writeValueAsString);
    history.add(published.whole());
    tell(subscriber -> subscriber.offer(published));
  }

  private void tell(Predicate<Subscriber> message) {
    for (Subscriber subscriber : subscribers) {
      if (!message.test(subscriber)) {
        dropped.increment();
        logger.info("Dropped a slow event subscriber");
        subscriber.end();
      }
    }
  }

  /**
   * Adds a subscriber.
   *
   * @param subscriber makes it, once there is room for it
   * @param filter what it wants to hear
   * @param lastEventId the last event that it has seen, if it was here before
   * @param owner whose it is: nobody has more than half of the places
   * @return whether there was room
   */
  boolean subscribe(
      Supplier<Subscriber> subscriber,
      EventFilter filter,
      @Nullable String lastEventId,
      String owner) {
    int mostOfOne = Math.max(1, maximumSubscribers / 2);
    boolean room = enter(owner) <= mostOfOne;
    if (!room || count.incrementAndGet() > maximumSubscribers) {
      if (room) {
        count.decrementAndGet();
      }
      leave(owner);
      refused.increment();
      return false;
    }
    Subscriber added = subscriber.get();
    synchronized (this) {
      added.offer(GREETING);
      missedBy(lastEventId, filter).forEach(added::offer);
      subscribers.add(added);
    }
    added.start();
    return true;
  }

  void unsubscribe(Subscriber subscriber, String owner) {
    subscribers.remove(subscriber);
    count.decrementAndGet();
    leave(owner);
  }

  /** Answers how many are this owner's now. */
  private int enter(String owner) {
    synchronized (owners) {
      int number = owners.getOrDefault(owner, 0) + 1;
      owners.put(owner, number);
      return number;
    }
  }

  private void leave(String owner) {
    synchronized (owners) {
      int left = owners.getOrDefault(owner, 1) - 1;
      if (left == 0) {
        owners.remove(owner);
      } else {
        owners.put(owner, left);
      }
    }
  }

  /** What they have missed; a reset if that is not known. */
  private List<byte[]> missedBy(@Nullable String lastEventId, EventFilter filter) {
    if (lastEventId == null) {
      return List.of();
    }
    if (!filter.visibility().everything()) {
      // Only what those get is remembered who may know everything.
      return List.of(RESET);
    }
    return number(lastEventId)
        .flatMap(history::after)
        .map(events -> events.stream().filter(filter::accepts).map(PublishedEvent::bytes).toList())
        .orElseGet(() -> List.of(RESET));
  }

  private Optional<Long> number(String eventId) {
    if (!eventId.startsWith(epoch + "-")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(eventId.substring(epoch.length() + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  int subscribers() {
    return count.get();
  }

  /** Subscribers that did not keep up. */
  long dropped() {
    return dropped.sum();
  }

  /** Subscribers for whom there was no room. */
  long refused() {
    return refused.sum();
  }

  /** Ends all subscriptions. */
  void close() {
    subscribers.forEach(Subscriber::end);
  }
}
