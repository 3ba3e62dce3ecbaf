package io.iocp.http;

import io.iocp.http.protocol.PathPattern;
import java.util.ArrayList;
import java.util.List;

/** Collects which handler serves which requests. At start-up, on one thread. */
public final class HttpHandlerRegistry {

  private final List<HttpRoute> routes = new ArrayList<>();

  /** An empty registry. */
  public HttpHandlerRegistry() {}

  /**
   * Has the handler serve requests. Of several patterns that match the first one counts; two that
   * match the same paths are refused when the transport begins to listen. A request of a method
   * that no pattern of its path has is answered 405; {@code HEAD} is a method like the others.
   *
   * @param methods such as {@code GET}, at least one
   * @param paths absolute; a segment {@code *} matches any one segment, {@code {name}} matches one
   *     and remembers it as {@link HttpExchange#variable}
   */
  public void addHandler(HttpHandler handler, List<String> methods, String... paths) {
    if (methods.isEmpty() || paths.length == 0) {
      throw new IllegalArgumentException("at least one method and one path are required");
    }
    for (String path : paths) {
      routes.add(new HttpRoute(handler, List.copyOf(methods), new PathPattern(path)));
    }
  }

  List<HttpRoute> routes() {
    return List.copyOf(routes);
  }
}
