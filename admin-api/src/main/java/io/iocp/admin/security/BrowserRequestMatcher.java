package io.iocp.admin.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches what a page in a browser may have been made to send with the password that the browser
 * remembers: requests that change something, and that a browser sent.
 *
 * <p>Browsers send {@code Origin} with every request but GET and HEAD (Fetch standard, "append a
 * request Origin header"), and a page can neither remove nor change it. Commands send none; they
 * carry a password because somebody gave it to them, so nobody can be tricked through them.
 */
final class BrowserRequestMatcher implements RequestMatcher {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "TRACE", "OPTIONS");

  @Override
  public boolean matches(HttpServletRequest request) {
    return !SAFE_METHODS.contains(request.getMethod())
        && (request.getHeader(HttpHeaders.ORIGIN) != null
            || request.getHeader("Sec-Fetch-Site") != null
            || request.getHeader(HttpHeaders.COOKIE) != null);
  }
}
