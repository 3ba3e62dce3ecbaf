package io.iocp.streaming.access;

import io.iocp.websocket.security.WebSessions;
import jakarta.servlet.http.HttpSession;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * Who has logged in on a page, by the cookie of that session, which browsers send along. It counts
 * for requests of pages of the same origin alone: a page of another port or host must not watch, or
 * publish, with somebody else's login. Any thread.
 */
public final class PageLogins implements CredentialCheck {

  private static final int PROOF_BYTES = 8;

  private final WebSessions sessions;

  /** Logins of these sessions. */
  public PageLogins(WebSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * What a request shows or, where that is nothing, the login of its page.
   *
   * @param secure whether the request came by TLS
   * @param header the first value of a header field of the request
   */
  Credentials orLogin(
      Credentials shown, Action action, boolean secure, Function<String, @Nullable String> header) {
    if (shown.kind() != Credentials.Kind.NONE) {
      return shown;
    }
    String session = cookie(header.apply("Cookie"));
    return session != null && isOfSameOrigin(action, secure, header)
        ? Credentials.login(session)
        : shown;
  }

  private @Nullable String cookie(@Nullable String field) {
    if (field != null) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(sessions.cookie())) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }

  /**
   * Browsers name the origin of whatever changes something and of each WebSocket. They do not for
   * what a page of the same origin only reads, and then most say so.
   */
  private static boolean isOfSameOrigin(
      Action action, boolean secure, Function<String, @Nullable String> header) {
    String origin = header.apply("Origin");
    if (origin != null) {
      String host = header.apply("Host");
      return host != null && isOrigin(origin.toLowerCase(Locale.ROOT), secure, host);
    }
    String site = header.apply("Sec-Fetch-Site");
    boolean reads = action == Action.WATCH || action == Action.LIST;
    return reads && (site == null || site.equals("same-origin") || site.equals("none"));
  }

  /** What came without TLS may have come by it to a proxy before; the reverse cannot be. */
  private static boolean isOrigin(String origin, boolean secure, String host) {
    int scheme = origin.indexOf("://");
    if (scheme < 0 || (secure && !origin.startsWith("https:"))) {
      return false;
    }
    String port = origin.startsWith("https:") ? ":443" : ":80";
    return withPort(origin.substring(scheme + 3), port)
        .equals(withPort(host.toLowerCase(Locale.ROOT), port));
  }

  private static String withPort(String authority, String port) {
    // An IPv6 address has colons inside its brackets.
    boolean named = authority.indexOf(':', authority.indexOf(']') + 1) >= 0;
    return named ? authority : authority + port;
  }

  @Override
  public @Nullable Caller check(Credentials credentials) {
    String id = credentials.secret();
    HttpSession session = sessions.find(id);
    if (session == null) {
      return null;
    }
    try {
      Object context =
          session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
      if (context instanceof SecurityContext security) {
        Authentication user = security.getAuthentication();
        if (user != null && user.isAuthenticated()) {
          return UserPasswords.caller(user).provedBy(proof(id));
        }
      }
    } catch (IllegalStateException e) {
      // It has ended just now.
    }
    return null;
  }

  /** Names a session to administrators, and lets nobody in. */
  static String proof(String id) {
    return "session:" + HexFormat.of().formatHex(Sha256.of(id), 0, PROOF_BYTES);
  }
}
