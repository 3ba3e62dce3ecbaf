package io.iocp.streaming;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * What pages of other origins may read, so that they can have a player in them: where a stream is,
 * how it is, and pictures of its past, if their origin may open WebSockets.
 */
final class EmbeddingOrigins implements CorsConfigurationSource {

  private static final String LIST = "/streams.json";
  private static final String STATUS_START = "/streams/";
  private static final List<String> STATUS_ENDS = List.of("/status.json", "/picture.mp4");
  private static final List<String> METHODS = List.of("GET", "HEAD");

  private final List<String> allowed;

  /**
   * @param allowed origins, or * for all; none for those of the host that is asked, on any port
   */
  EmbeddingOrigins(List<String> allowed) {
    this.allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).toList();
  }

  @Override
  public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    boolean asks =
        path.equals(LIST)
            || (path.startsWith(STATUS_START) && STATUS_ENDS.stream().anyMatch(path::endsWith));
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return asks && origin != null && mayRead(origin, request.getServerName())
        ? reading(origin)
        : null;
  }

  private boolean mayRead(String origin, String host) {
    if (allowed.isEmpty()) {
      return host.equalsIgnoreCase(hostOf(origin));
    }
    return allowed.contains(CorsConfiguration.ALL)
        || allowed.contains(origin.toLowerCase(Locale.ROOT));
  }

  private static @Nullable String hostOf(String origin) {
    try {
      return URI.create(origin).getHost();
    } catch (IllegalArgumentException e) {
      return null; // "null", or something that is no origin at all.
    }
  }

  private static CorsConfiguration reading(String origin) {
    CorsConfiguration configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(List.of(origin));
    configuration.setAllowedMethods(METHODS);
    configuration.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION));
    return configuration;
  }
}
