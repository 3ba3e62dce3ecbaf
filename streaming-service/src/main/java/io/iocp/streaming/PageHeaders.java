package io.iocp.streaming;

import io.iocp.admin.AdminApi;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells browsers that the pages run nothing but their own scripts and speak to nobody but this
 * server and the transport, which may have an address of its own.
 *
 * <p>Other sites may frame the players, those that the settings name: a player is there to be
 * embedded, and nothing on it changes anything on the server. Nobody frames the other pages.
 *
 * <p>The page that publishes, and no other, may have camera, microphone and screen.
 */
final class PageHeaders extends OncePerRequestFilter {

  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          // HLS comes from the stream port, or from a cache in front of it.
          "media-src 'self' blob: http: https:",
          "connect-src 'self' ws: wss: http: https:",
          "base-uri 'none'",
          "form-action 'none'");

  private static final String PUBLISH_PATH = "/publish/";
  private static final String PUBLISH_PERMISSIONS =
      "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self)";
  private static final String PERMISSIONS = "camera=(), microphone=(), display-capture=()";

  private static final List<String> PLAYERS = List.of("/embed/", "/watch/");

  /** The same for everybody: a page of any site may have the player's modules. */
  private static final String ASSETS = "/assets/";

  private final String players;

  /**
   * @param frameAncestors the sites that may frame a player, as sources of a
   *     Content-Security-Policy
   */
  PageHeaders(List<String> frameAncestors) {
    this.players = String.join(" ", frameAncestors);
  }

  /** The page that shows the description of the API is not ours; it brings its own style along. */
  private static final String DESCRIPTION_PATH = "/swagger-ui/";

  private static final String DESCRIPTION_SECURITY_POLICY =
      CONTENT_SECURITY_POLICY
          .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
          .replace("img-src 'self'", "img-src 'self' data:");

  /** Administration's page has stricter ones, and is not to be framed. */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = path(request);
    return path.equals(AdminApi.PAGE_PATH) || path.startsWith(AdminApi.PAGE_PATH + "/");
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = path(request);
    String policy =
        path.startsWith(DESCRIPTION_PATH) ? DESCRIPTION_SECURITY_POLICY : CONTENT_SECURITY_POLICY;
    String ancestors = PLAYERS.stream().anyMatch(path::startsWith) ? players : "'none'";
    response.setHeader("Content-Security-Policy", policy + "; frame-ancestors " + ancestors);
    response.setHeader(
        "Permissions-Policy", path.startsWith(PUBLISH_PATH) ? PUBLISH_PERMISSIONS : PERMISSIONS);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (path.startsWith(ASSETS)) {
      response.setHeader("Access-Control-Allow-Origin", "*");
    }
    chain.doFilter(request, response);
  }
}
