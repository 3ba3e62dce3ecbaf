package io.iocp.admin.events;

import io.iocp.admin.live.LiveSource;
import io.iocp.admin.live.Ticking;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import io.iocp.time.NanoClock;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Adds live events to the administration API. */
@AutoConfiguration(
    afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class EventsAutoConfiguration {

  private static final int MAXIMUM_SUBSCRIBERS = 32;

  @Bean(destroyMethod = "close")
  EventHub iocpAdminEventHub(ObjectProvider<LiveSource> sources, JsonMapper json) {
    String epoch = Long.toString(InstantSource.system().millis(), Character.MAX_RADIX);
    return new EventHub(sources.orderedStream().toList(), json, epoch, MAXIMUM_SUBSCRIBERS);
  }

  @Bean
  EventTicker iocpAdminEventTicker(EventHub hub, ObjectProvider<Ticking> all) {
    return new EventTicker(hub, all.orderedStream().toList(), NanoClock.system()::nanoTime);
  }

  @Bean
  EventsController iocpAdminEventsController(
      EventHub hub, ObjectProvider<VisibilityDirectory> visibility) {
    return new EventsController(hub, new CallerVisibility(visibility));
  }
}
