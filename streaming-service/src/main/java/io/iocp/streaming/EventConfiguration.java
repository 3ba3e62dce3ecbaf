package io.iocp.streaming;

import io.iocp.statistics.Counters;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessCounter;
import io.iocp.streaming.event.EventCounter;
import io.iocp.streaming.event.StreamEvent;
import io.iocp.streaming.event.StreamEvents;
import io.iocp.streaming.event.Webhook;
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
  StreamEvents streamEvents(
      ThreadLoop streamEventLoop,
      StreamRegistry streams,
      AccessControl access,
      StreamingProperties properties,
      ApplicationEventPublisher application) {
    Counters<EventCounter> counters = new Counters<>(EventCounter.class);
    List<Consumer<StreamEvent>> listeners = new ArrayList<>();
    listeners.add(application::publishEvent);
    properties
        .webhooks()
        .forEach(
            (name, webhook) ->
                listeners.add(
                    new Webhook(
                        name,
                        webhook.toOptions(),
                        streamEventLoop,
                        InstantSource.system(),
                        counters)));
    StreamEvents events =
        new StreamEvents(streamEventLoop, InstantSource.system(), counters, listeners);
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
