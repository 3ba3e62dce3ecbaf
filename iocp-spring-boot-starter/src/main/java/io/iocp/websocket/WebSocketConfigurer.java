package io.iocp.websocket;

/** Registers handlers for paths; every bean of this type is asked once at start-up. */
@FunctionalInterface
public interface WebSocketConfigurer {

  void registerWebSocketHandlers(WebSocketHandlerRegistry registry);
}
