package io.iocp.websocket;

import java.util.ArrayList;
import java.util.List;

/** Collects which handler serves which paths. At start-up, on one thread. */
public final class WebSocketHandlerRegistry {

  private final List<WebSocketHandlerRegistration> registrations = new ArrayList<>();

  /**
   * Has the handler serve the paths.
   *
   * @param paths absolute; a segment {@code *} matches any one segment, {@code {name}} matches one
   *     and remembers it as {@link WebSocketSession#variable}
   * @return options of this registration
   */
  public WebSocketHandlerRegistration addHandler(WebSocketHandler handler, String... paths) {
    WebSocketHandlerRegistration registration =
        new WebSocketHandlerRegistration(handler, List.of(paths));
    registrations.add(registration);
    return registration;
  }

  List<WebSocketHandlerRegistration> registrations() {
    return List.copyOf(registrations);
  }
}
