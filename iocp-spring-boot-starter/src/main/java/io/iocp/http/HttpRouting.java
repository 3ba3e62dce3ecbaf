package io.iocp.http;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.RequestHead;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which handler gets a request, if any. The first registration that matches counts. */
public final class HttpRouting {

  private final List<HttpRoute> routes;

  private HttpRouting(List<HttpRoute> routes) {
    this.routes = routes;
    Set<String> shapes = new HashSet<>();
    for (HttpRoute route : routes) {
      if (!shapes.add(route.pattern().shape())) {
        throw new IllegalArgumentException(
            "two handlers are registered for the same path: path=" + route.pattern());
      }
    }
  }

  /**
   * Asks for handlers.
   *
   * @param configurers asked now, in this order
   * @throws IllegalArgumentException when two handlers are for the same path
   */
  public static HttpRouting of(List<? extends HttpConfigurer> configurers) {
    HttpHandlerRegistry registry = new HttpHandlerRegistry();
    configurers.forEach(configurer -> configurer.registerHttpHandlers(registry));
    return new HttpRouting(registry.routes());
  }

  /** What is to be done with a request; null when no handler is for its path. */
  public @Nullable Decision decide(RequestHead head) {
    for (HttpRoute route : routes) {
      Map<String, String> variables = route.pattern().match(head.target().path());
      if (variables != null) {
        return route.methods().contains(head.method())
            ? new Served(route.handler(), variables)
            : new Refused(notAllowed(route.methods()));
      }
    }
    return null;
  }

  private static HttpRefusal notAllowed(List<String> methods) {
    String allowed = String.join(", ", methods);
    return new HttpRefusal(405, "allowed methods: " + allowed, HttpFields.of("Allow", allowed));
  }

  /** What becomes of a request. */
  public sealed interface Decision {}

  /** A handler gets it. */
  public record Served(HttpHandler handler, Map<String, String> variables) implements Decision {}

  /** It is refused. */
  public record Refused(HttpRefusal refusal) implements Decision {}
}
