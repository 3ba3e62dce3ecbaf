package io.iocp.websocket;

/** Registers handlers for paths; every bean of this type is asked once at start-up. */
@FunctionalInterface
public interface WsConfigurer {

  void registerWebSocketHandlers(WsHandlerRegistry registry);
}
