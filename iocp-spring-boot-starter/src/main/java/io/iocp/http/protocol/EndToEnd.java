package io.iocp.http.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fields that go from one end to the other, without those of a single connection (RFC 9110, section
 * 7.6.1): what {@code Connection} names, too, and what frames a body, which whoever passes the
 * message on writes anew.
 */
public final class EndToEnd {

  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private EndToEnd() {}

  /** Those of a message. */
  public static HttpFields of(HttpFields fields) {
    List<String> named = fields.elements("Connection");
    Set<String> more =
        named.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return fields.without(
        name -> {
          String lowerCase = name.toLowerCase(Locale.ROOT);
          return OF_A_CONNECTION.contains(lowerCase) || more.contains(lowerCase);
        });
  }
}
