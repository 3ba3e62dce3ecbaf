package io.iocp.streaming.access;

import java.util.List;

/**
 * A name in which {@code *} stands for any characters, none included; all others stand for
 * themselves, and case matters. Matching takes no more steps than the product of both lengths.
 */
record NamePattern(String text) {

  static List<NamePattern> all(List<String> texts) {
    return texts.stream().map(NamePattern::new).toList();
  }

  boolean matches(String name) {
    int at = 0;
    int inName = 0;
    // Where to go on when what follows the last star turns out not to match.
    int afterStar = -1;
    int retryFrom = 0;
    while (inName < name.length()) {
      if (at < text.length() && text.charAt(at) == '*') {
        afterStar = ++at;
        retryFrom = inName;
      } else if (at < text.length() && text.charAt(at) == name.charAt(inName)) {
        at++;
        inName++;
      } else if (afterStar >= 0) {
        at = afterStar;
        inName = ++retryFrom;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }
}
