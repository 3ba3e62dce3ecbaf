package io.iocp.admin.events;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Counts the subscribers of live events. */
@AutoConfiguration(after = EventsAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(EventHub.class)
public final class EventsMetricsAutoConfiguration {

  @Bean
  MeterBinder iocpAdminEventMeters(EventHub hub, EventTicker ticker) {
    return registry -> {
      Gauge.builder("iocp.admin.events.subscribers", hub, EventHub::subscribers)
          .description("Current subscribers of live events")
          .register(registry);
      FunctionCounter.builder("iocp.admin.events.subscribers.dropped", hub, EventHub::dropped)
          .description("Dropped subscribers, because they did not keep up")
          .register(registry);
      FunctionCounter.builder("iocp.admin.events.subscribers.refused", hub, EventHub::refused)
          .description("Rejected subscribers, because their maximum number was reached")
          .register(registry);
      FunctionCounter.builder("iocp.admin.events.busy", ticker, EventTicker::busySeconds)
          .description("Busy time of the thread that samples the server")
          .baseUnit("seconds")
          .register(registry);
    };
  }
}
