package io.iocp.http.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request line, in origin form or absolute form (RFC 9112, section 3.2).
 *
 * @param authority host and port of the absolute form, or null
 * @param rawPath the path as sent, at least a slash
 * @param path the path, percent-decoded once
 * @param query what follows the question mark, or null
 */
public record RequestTarget(
    @Nullable String authority, String rawPath, String path, @Nullable String query) {
  private static final String AUTHORITY_PUNCTUATION = "-._~%!$&'()*+,;=:[]";

  /** Null if the target is malformed or its path could be read in more than one way. */
  public static @Nullable RequestTarget parse(String target) {
    if (target.indexOf('#') >= 0) {
      return null;
    }
    int question = target.indexOf('?');
    String beforeQuery = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? null : target.substring(question + 1);
    String authority = null;
    String rawPath = beforeQuery;
    if (!beforeQuery.startsWith("/")) {
      String lowerCase = beforeQuery.toLowerCase(Locale.ROOT);
      if (!lowerCase.startsWith("http://") && !lowerCase.startsWith("https://")) {
        return null;
      }
      int authorityStart = beforeQuery.indexOf("//") + 2;
      int slash = beforeQuery.indexOf('/', authorityStart);
      authority = beforeQuery.substring(authorityStart, slash < 0 ? beforeQuery.length() : slash);
      rawPath = slash < 0 ? "/" : beforeQuery.substring(slash);
      if (!isAuthority(authority)) {
        return null;
      }
    }
    String path = decode(rawPath);
    return path == null || hasDotSegment(path)
        ? null
        : new RequestTarget(authority, rawPath, path, query);
  }

  /** Whether this may be the value of a Host field: a host and perhaps a port, no user. */
  public static boolean isAuthority(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c < 0x80 && Character.isLetterOrDigit(c))
                        || AUTHORITY_PUNCTUATION.indexOf(c) >= 0);
  }

  private static @Nullable String decode(String rawPath) {
    ByteBuffer bytes = ByteBuffer.allocate(rawPath.length());
    for (int i = 0; i < rawPath.length(); i++) {
      int c = rawPath.charAt(i);
      if (c == '%') {
        if (i + 2 >= rawPath.length()) {
          return null;
        }
        int high = Character.digit(rawPath.charAt(++i), 16);
        int low = Character.digit(rawPath.charAt(++i), 16);
        c = high << 4 | low;
        // A slash that was encoded was not meant as one; whoever sees it later could not tell.
        if (high < 0 || low < 0 || c < ' ' || c == 0x7F || c == '/') {
          return null;
        }
      }
      if (c == '\\') {
        return null;
      }
      bytes.put((byte) c);
    }
    bytes.flip();
    try {
      return UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return null; // Not UTF-8.
    }
  }

  private static boolean hasDotSegment(String path) {
    String closed = path + "/";
    return closed.contains("/./") || closed.contains("/../");
  }
}
