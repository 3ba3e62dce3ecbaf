package io.iocp.http.protocol;

import java.util.BitSet;

/** The character classes of RFC 9110, section 5.6. */
public final class HttpGrammar {
  private static final BitSet TOKEN = new BitSet(128);

  static {
    TOKEN.set('0', '9' + 1);
    TOKEN.set('A', 'Z' + 1);
    TOKEN.set('a', 'z' + 1);
    "!#$%&'*+-.^_`|~".chars().forEach(TOKEN::set);
  }

  private HttpGrammar() {}

  public static boolean isTokenChar(int c) {
    return TOKEN.get(c);
  }

  public static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(HttpGrammar::isTokenChar);
  }

  /** A visible ASCII character. */
  public static boolean isVisible(int c) {
    return c > ' ' && c < 0x7F;
  }

  /** What a field value may contain: visible characters, blanks and what is not ASCII. */
  public static boolean isFieldChar(int c) {
    return isVisible(c) || c == ' ' || c == '\t' || (c >= 0x80 && c <= 0xFF);
  }
}
