package io.iocp.admin.events;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The latest events, for subscribers that come back after a short while.
 *
 * <p>Bounded in number and in bytes; the oldest go first. Not thread-safe.
 */
final class EventHistory {

  private final int maximumEvents;
  private final long maximumBytes;
  private final ArrayDeque<PublishedEvent> events = new ArrayDeque<>();
  private long bytes;
  private long lastNumber;

  EventHistory(int maximumEvents, long maximumBytes) {
    this.maximumEvents = maximumEvents;
    this.maximumBytes = maximumBytes;
  }

  void add(PublishedEvent event) {
    events.addLast(event);
    bytes += event.bytes().length;
    lastNumber = event.number();
    while (events.size() > maximumEvents || bytes > maximumBytes) {
      bytes -= events.removeFirst().bytes().length;
    }
  }

  /** All events after this one; nothing if some of them are gone, or it has not happened yet. */
  Optional<List<PublishedEvent>> after(long number) {
    long oldest = lastNumber - events.size() + 1;
    if (number > lastNumber || number < oldest - 1) {
      return Optional.empty();
    }
    return Optional.of(events.stream().filter(event -> event.number() > number).toList());
  }
}
