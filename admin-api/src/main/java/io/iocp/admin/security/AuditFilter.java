package io.iocp.admin.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes one line for each attempt to change something, whether it succeeded or not: who, what, and
 * the outcome.
 */
final class AuditFilter extends OncePerRequestFilter {

  /** The logger of its own, so that the lines can be sent elsewhere. */
  static final String LOGGER = "io.iocp.admin.audit";

  private static final Logger audit = LoggerFactory.getLogger(LOGGER);

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "TRACE", "OPTIONS");

  // A name that somebody tries must not look like lines of ours in the log.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (SAFE_METHODS.contains(request.getMethod())) {
      chain.doFilter(request, response);
      return;
    }
    boolean returned = false;
    try {
      chain.doFilter(request, response);
      returned = true;
    } finally {
      audit.info(
          "{} from {}: {} {}{} -> {}",
          who(),
          request.getRemoteAddr(),
          request.getMethod(),
          target(request),
          detail(request),
          returned ? response.getStatus() : "failed");
    }
  }

  private static String who() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication == null ? "anonymous" : printable(authentication.getName());
  }

  private static String target(HttpServletRequest request) {
    String query = request.getQueryString();
    return printable(request.getRequestURI() + (query == null ? "" : "?" + query));
  }

  private static String detail(HttpServletRequest request) {
    Object detail = request.getAttribute(AuditDetail.ATTRIBUTE);
    return detail == null ? "" : " " + printable(detail.toString());
  }

  static String printable(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }
}
