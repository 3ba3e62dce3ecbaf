package io.iocp.streaming;

import io.iocp.statistics.Counters;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessCounter;
import io.iocp.streaming.event.EventCounter;
import io.iocp.streaming.event.StreamEvent;
import io.iocp.streaming.event.StreamEvents;
import io.iocp.streaming.event.Webhook;
import io.iocp.streaming.event.Webhooks;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.relay.StreamRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells the application and webhooks what happens to streams. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {

  @Bean(destroyMethod = "stop")
  ThreadLoop streamEventLoop() {
    return new ThreadLoop("iocp-events");
  }

  @Bean
  Counters<EventCounter> eventCounters() {
    return new Counters<>(EventCounter.class);
  }

  /** Ends after those who publish events: they hear of all that happens at the end. */
  @Bean(destroyMethod = "close")
  Webhooks webhooks(
      ThreadLoop streamEventLoop,
      StreamingProperties properties,
      Counters<EventCounter> eventCounters) {
    List<Webhook> webhooks = new ArrayList<>();
    properties
        .webhooks()
        .forEach(
            (name, webhook) ->
                webhooks.add(
                    new Webhook(
                        name,
                        webhook.toOptions(),
                        streamEventLoop,
                        InstantSource.system(),
                        eventCounters)));
    return new Webhooks(streamEventLoop, webhooks);
  }

  @Bean
  StreamEvents streamEvents(
      ThreadLoop streamEventLoop,
      StreamRegistry streams,
      AccessControl access,
      Webhooks webhooks,
      Counters<EventCounter> eventCounters,
      ApplicationEventPublisher application) {
    List<Consumer<StreamEvent>> listeners = new ArrayList<>();
    listeners.add(application::publishEvent);
    listeners.addAll(webhooks.all());
    StreamEvents events =
        new StreamEvents(streamEventLoop, InstantSource.system(), eventCounters, listeners);
    streams.listen(events);
    events.watchRefusals(() -> refusals(access.counters()));
    return events;
  }

  private static long refusals(Counters<AccessCounter> counters) {
    return Arrays.stream(AccessCounter.values())
        .filter(counter -> counter.name().startsWith("REFUSED_"))
        .mapToLong(counters::count)
        .sum();
  }
}
