package io.iocp.admin.security;

import io.iocp.time.NanoClock;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Writes one line for each attempt to change something, whether it succeeded or not: who, what, and
 * the outcome. Of those whom nobody knows, the first {@value Lines#MOST} of each ten seconds.
 */
final class AuditFilter extends OncePerRequestFilter {

  /** The logger of its own, so that the lines can be sent elsewhere. */
  static final String LOGGER = "io.iocp.admin.audit";

  private static final Logger audit = LoggerFactory.getLogger(LOGGER);

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "TRACE", "OPTIONS");

  // A name that somebody tries must not look like lines of ours in the log.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final Lines strangers = new Lines(NanoClock.system());

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
      if (isSomebody() || strangers.mayWrite()) {
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
  }

  private static boolean isSomebody() {
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    return authentication != null && !(authentication instanceof AnonymousAuthenticationToken);
  }

  /**
   * How many lines those may cause who are nobody: the disk is not theirs. What they guess is
   * counted and told by the {@link LoginGuard}.
   */
  static final class Lines {

    static final int MOST = 20;

    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private final NanoClock clock;
    // Guarded by this, both.
    private long windowEndNanos;
    private int lines;

    Lines(NanoClock clock) {
      this.clock = clock;
      this.windowEndNanos = clock.nanoTime() + WINDOW_NANOS;
    }

    synchronized boolean mayWrite() {
      long now = clock.nanoTime();
      if (now - windowEndNanos >= 0) {
        windowEndNanos = now + WINDOW_NANOS;
        lines = 0;
      }
      return ++lines <= MOST;
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
