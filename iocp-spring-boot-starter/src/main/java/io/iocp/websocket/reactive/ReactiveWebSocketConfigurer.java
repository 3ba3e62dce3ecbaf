package io.iocp.websocket.reactive;

import org.springframework.web.reactive.socket.WebSocketHandler;

/**
 * Says which of WebFlux's {@link WebSocketHandler}s run on the transport. A bean of this type is
 * asked once, when the transport begins to listen.
 */
@FunctionalInterface
public interface ReactiveWebSocketConfigurer {

  void registerWebSocketHandlers(ReactiveWebSocketHandlerRegistry registry);
}
