package io.iocp.streaming;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets only this machine see what Actuator shows of clients and traffic; health and info are for
 * everybody.
 *
 * <p>A request is this machine's own when it came in at the loopback address and no proxy has
 * passed it on. What a client can write into a header may close the gate, but never opens it.
 */
final class ActuatorGate extends OncePerRequestFilter {

  private static final List<EndpointId> FOR_EVERYBODY =
      List.of(EndpointId.of("health"), EndpointId.of("info"));

  private final PathMappedEndpoints endpoints;

  ActuatorGate(PathMappedEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isFromThisMachine(request) || !isGuarded(request)) {
      chain.doFilter(request, response);
      return;
    }
    response.setStatus(HttpStatus.FORBIDDEN.value());
    response.setContentType(MediaType.TEXT_PLAIN_VALUE);
    response
        .getWriter()
        .println(
            "only for requests from the server's own machine; streaming.actuator.access=open lets"
                + " in everybody who reaches this port");
  }

  private boolean isGuarded(HttpServletRequest request) {
    // Decoded and normalized by the container, unlike the URI of the request.
    String pathInfo = request.getPathInfo();
    String path = request.getServletPath() + (pathInfo == null ? "" : pathInfo);
    List<String> open = FOR_EVERYBODY.stream().map(endpoints::getPath).toList();
    return endpoints.getAllPaths().stream()
        .filter(root -> !open.contains(root))
        .anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
  }

  private static boolean isFromThisMachine(HttpServletRequest request) throws IOException {
    boolean passedOn =
        Stream.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
            .anyMatch(header -> request.getHeader(header) != null);
    return !passedOn && isLoopback(request.getLocalAddr()) && isLoopback(request.getRemoteAddr());
  }

  /** The address is in figures, so no name is looked up. */
  private static boolean isLoopback(String address) throws IOException {
    return InetAddress.getByName(address).isLoopbackAddress();
  }
}
