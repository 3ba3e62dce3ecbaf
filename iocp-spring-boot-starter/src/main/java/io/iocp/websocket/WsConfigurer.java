package io.iocp.websocket;

/**
 * Registers handlers for paths. A bean of this type is asked once, when the transport begins to
 * listen; so it may need the transport.
 */
@FunctionalInterface
public interface WsConfigurer {

  void registerWebSocketHandlers(WsHandlerRegistry registry);
}
