package io.iocp.websocket.reactive;

import org.springframework.web.reactive.socket.WebSocketHandler;

/** Takes WebFlux's handlers. At start-up, on one thread. */
public interface ReactiveWebSocketHandlerRegistry {

  /**
   * Has a handler serve the sessions of some paths. It is subscribed to, and hears its client, on
   * an I/O worker of the transport: it must not block. Of what the client offers, the first of the
   * handler's subprotocols is agreed on.
   *
   * @param handler serves many sessions at once
   * @param paths such as {@code /room/{name}}; the variables are the session's attribute {@code
   *     HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE}
   * @return for what is to be different from the transport's defaults
   * @throws IllegalArgumentException when there is no path, or one is malformed
   */
  ReactiveWebSocketHandlerRegistration addHandler(WebSocketHandler handler, String... paths);
}
