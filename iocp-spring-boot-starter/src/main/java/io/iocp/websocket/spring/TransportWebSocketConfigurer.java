package io.iocp.websocket.spring;

import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/**
 * Says which of Spring's handlers run on the transport. A bean of this type is asked once, at
 * start-up. It does what Spring's own {@link WebSocketConfigurer} does, which may stand in its
 * place; but for an application with {@code @EnableWebSocket}, where the beans of that type belong
 * to the web server, it is the way to have handlers on the transport, too.
 */
@FunctionalInterface
public interface TransportWebSocketConfigurer {

  void registerWebSocketHandlers(WebSocketHandlerRegistry registry);
}
