package io.iocp.websocket;

import io.iocp.http.protocol.PathPattern;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which handler gets a handshake, if any. The first registration that matches counts. */
final class HandshakeRouting {

  private final List<Route> routes;
  private final @Nullable HandshakeAuthenticator authenticator;
  private final @Nullable WsObserver observer;

  /** Nothing is served. */
  HandshakeRouting() {
    this(List.of(), null, null);
  }

  /**
   * @param authenticator says who shakes hands; null if nobody does
   * @param observer observes the sessions; null if nobody does
   * @throws IllegalArgumentException when two handlers are for the same path
   */
  HandshakeRouting(
      List<Route> routes,
      @Nullable HandshakeAuthenticator authenticator,
      @Nullable WsObserver observer) {
    this.routes = List.copyOf(routes);
    this.authenticator = authenticator;
    this.observer = observer;
    Set<String> shapes = new HashSet<>();
    for (Route route : routes) {
      for (PathPattern pattern : route.patterns()) {
        if (!shapes.add(pattern.shape())) {
          throw new IllegalArgumentException(
              "two handlers are registered for the same path: path=" + pattern);
        }
      }
    }
  }

  @Nullable HandshakeAuthenticator authenticator() {
    return authenticator;
  }

  @Nullable WsObserver observer() {
    return observer;
  }

  Decision decide(HandshakeRequest request, InetSocketAddress remoteAddress) {
    for (Route route : routes) {
      for (PathPattern pattern : route.patterns()) {
        Map<String, String> variables = pattern.match(request.path());
        if (variables != null) {
          return check(route, pattern, variables, request, remoteAddress);
        }
      }
    }
    return new Refused(new HandshakeFailure(404, "not found"), null);
  }

  private static Decision check(
      Route route,
      PathPattern pattern,
      Map<String, String> variables,
      HandshakeRequest request,
      InetSocketAddress remoteAddress) {
    if (!route.origins().allows(request.origin(), request.host())) {
      return new Refused(
          new HandshakeFailure(403, "connections from this origin are not allowed"), pattern);
    }
    for (WsHandshakeInterceptor interceptor : route.interceptors()) {
      HandshakeFailure refusal = interceptor.check(request, remoteAddress);
      if (refusal != null) {
        return new Refused(refusal, pattern);
      }
    }
    return new Accepted(route, pattern, variables, subprotocol(route, request));
  }

  private static @Nullable String subprotocol(Route route, HandshakeRequest request) {
    return request.subprotocols().stream()
        .filter(route.subprotocols()::contains)
        .findFirst()
        .orElse(null);
  }

  /** What becomes of a handshake. */
  sealed interface Decision permits Accepted, Refused {}

  record Accepted(
      Route route, PathPattern pattern, Map<String, String> variables, @Nullable String subprotocol)
      implements Decision {}

  /**
   * @param pattern of the handler that it was meant for; null if there is none at its path
   */
  record Refused(HandshakeFailure failure, @Nullable PathPattern pattern) implements Decision {}
}
