package io.iocp.websocket.spring;

import io.iocp.job.JobQueue;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/**
 * Registers the handlers of Spring's configurers with the transport. At start-up, on one thread.
 */
public final class SpringHandlers implements WsConfigurer {

  private final List<WebSocketConfigurer> configurers;
  private final Supplier<JobQueue> jobs;
  private final HandlerContext context;

  /**
   * @param configurers asked for their handlers, in this order
   * @param jobs where they run; asked for when the first client shakes hands
   * @param context what surrounds their calls
   */
  public SpringHandlers(
      List<WebSocketConfigurer> configurers, Supplier<JobQueue> jobs, HandlerContext context) {
    this.configurers = List.copyOf(configurers);
    this.jobs = jobs;
    this.context = context;
  }

  @Override
  public void registerWebSocketHandlers(WsHandlerRegistry registry) {
    Registry spring = new Registry();
    configurers.forEach(configurer -> configurer.registerWebSocketHandlers(spring));
    spring.registrations.forEach(registration -> registration.registerWith(registry));
  }

  private final class Registry implements WebSocketHandlerRegistry {

    private final List<SpringHandlerRegistration> registrations = new ArrayList<>();

    @Override
    public WebSocketHandlerRegistration addHandler(WebSocketHandler handler, String... paths) {
      SpringHandlerRegistration registration = new SpringHandlerRegistration(jobs, context);
      registrations.add(registration);
      return registration.addHandler(handler, paths);
    }
  }
}
