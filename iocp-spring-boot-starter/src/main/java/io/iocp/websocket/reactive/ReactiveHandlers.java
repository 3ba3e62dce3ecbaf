package io.iocp.websocket.reactive;

import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;
import java.util.List;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.scheduler.Schedulers;

/** Registers WebFlux's handlers with the transport. At start-up, on one thread. */
public final class ReactiveHandlers implements WsConfigurer {

  // What the transport calls the threads of its workers.
  private static final String WORKERS = "iocp-worker-";

  static {
    // So that Reactor refuses to block there, as it does on its own threads.
    Schedulers.registerNonBlockingThreadPredicate(thread -> thread.getName().startsWith(WORKERS));
  }

  private final List<ReactiveWebSocketConfigurer> configurers;
  private final SubscriberContext context;

  /**
   * @param configurers asked for their handlers, in this order
   * @param context what handlers find in their subscriber's context
   */
  public ReactiveHandlers(
      List<ReactiveWebSocketConfigurer> configurers, SubscriberContext context) {
    this.configurers = List.copyOf(configurers);
    this.context = context;
  }

  @Override
  public void registerWebSocketHandlers(WsHandlerRegistry registry) {
    configurers.forEach(
        configurer ->
            configurer.registerWebSocketHandlers(
                (handler, paths) -> register(handler, paths, registry)));
  }

  private ReactiveWebSocketHandlerRegistration register(
      WebSocketHandler handler, String[] paths, WsHandlerRegistry registry) {
    return new ReactiveWebSocketHandlerRegistration(
        registry
            .addHandler(new ReactiveHandlerAdapter(handler, context), paths)
            .setDecider(new ReactiveHandshake(handler.getSubProtocols())));
  }
}
