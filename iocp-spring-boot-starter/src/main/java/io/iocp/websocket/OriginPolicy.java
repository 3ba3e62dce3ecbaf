package io.iocp.websocket;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may open sessions (RFC 6455, section 10.2). Browsers say which page asks; clients
 * that are no browsers say nothing and pass: the check protects users of browsers, it does not
 * authenticate.
 */
public final class OriginPolicy {

  private static final Pattern UNUSUAL_AUTHORITY =
      Pattern.compile("([a-z0-9._-]+)(?::[0-9]{1,5})?");

  private final Set<String> allowed;

  private OriginPolicy(Set<String> allowed) {
    this.allowed = allowed;
  }

  /**
   * The policy for a list of origins.
   *
   * @param origins such as {@code https://example.org:8443}; {@code *} allows all; none at all
   *     allows pages from the host that the handshake is addressed to, on any port and scheme
   */
  public static OriginPolicy of(List<String> origins) {
    return new OriginPolicy(
        origins.stream()
            .map(origin -> origin.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The origins that may connect; empty for the host that the handshake is addressed to. */
  public Set<String> allowed() {
    return allowed;
  }

  boolean allows(@Nullable String origin, String host) {
    if (origin == null || allowed.contains("*")) {
      return true;
    }
    String asking = origin.toLowerCase(Locale.ROOT);
    return allowed.isEmpty() ? isSameHost(asking, host) : allowed.contains(asking);
  }

  private static boolean isSameHost(String origin, String host) {
    String originHost = hostOf(origin);
    return originHost != null
        && originHost.equals(hostOf("http://" + host.toLowerCase(Locale.ROOT)));
  }

  /** A host's name may not have an underscore, and those of Windows and of containers do. */
  private static @Nullable String unusualHostOf(URI uri) {
    String authority = uri.getRawAuthority();
    Matcher matcher = UNUSUAL_AUTHORITY.matcher(authority == null ? "" : authority);
    return matcher.matches() ? matcher.group(1) : null;
  }

  private static @Nullable String hostOf(String uri) {
    try {
      URI parsed = URI.create(uri);
      return parsed.getHost() == null ? unusualHostOf(parsed) : parsed.getHost();
    } catch (IllegalArgumentException e) {
      return null; // "null", or something that is no origin at all.
    }
  }
}
