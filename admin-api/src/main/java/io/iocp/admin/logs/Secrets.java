package io.iocp.admin.logs;

import java.util.regex.Pattern;

/** Takes out of a text what looks like a password or a token. */
final class Secrets {

  private static final String MASK = "***";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:password|passwd|secret|token|api[-_]?key|credentials?)\"?\\s*(?:[=:]|is)\\s*\"?)"
              + "[^\\s\"&,;)]+");
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(basic|bearer)\\s+[a-z0-9+/=._~-]{8,}");
  // Each of these two begins where a word does, and not within: a stranger can have long words
  // logged, and looking for an end from each of their letters would take the square of the length.
  private static final Pattern USER_INFO =
      Pattern.compile("(?i)(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*://[^\\s/:@]+:)[^\\s/@]+@");
  private static final Pattern JWT =
      Pattern.compile("(?<![a-zA-Z0-9_-])eyJ[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]*");

  private Secrets() {}

  static String mask(String text) {
    String masked = NAMED.matcher(text).replaceAll("$1" + MASK);
    masked = AUTHORIZATION.matcher(masked).replaceAll("$1 " + MASK);
    masked = USER_INFO.matcher(masked).replaceAll("$1" + MASK + "@");
    return JWT.matcher(masked).replaceAll(MASK);
  }
}
