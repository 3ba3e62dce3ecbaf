package io.iocp.streaming.operations;

import io.iocp.streaming.event.EventCounter;
import io.iocp.streaming.event.StreamEvents;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds the figures of events as meters {@code streaming.events.*}. */
final class EventMetrics implements MeterBinder {

  private static final String PREFIX = "streaming.events.";

  private final StreamEvents events;

  EventMetrics(StreamEvents events) {
    this.events = events;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(PREFIX + "waiting", events, StreamEvents::waiting)
        .description("Events of streams that wait to be handed on")
        .register(registry);
    for (EventCounter counter : EventCounter.values()) {
      StreamingMetrics.bind(registry, PREFIX, events.counters(), counter, counter.meaning());
    }
  }
}
