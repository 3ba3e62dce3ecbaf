package io.iocp.streaming.stream;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a stream, as it stands in {@code /publish/{stream}} and {@code /watch/{stream}}. It
 * needs no escaping in a path, a file name or a log line.
 *
 * @param name 1 to 64 ASCII letters, digits, dots, underscores and hyphens, not starting with a dot
 */
public record StreamId(String name) {

  /** Longest name. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern ALLOWED_CHARACTERS = Pattern.compile("[A-Za-z0-9._-]*");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException with the text of {@link #whyInvalid}
   */
  public StreamId {
    Optional<String> problem = whyInvalid(name);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(problem.get());
    }
  }

  /** What is wrong with a name, for the one who chose it; empty when nothing is. */
  public static Optional<String> whyInvalid(String name) {
    if (name.isEmpty()) {
      return Optional.of("stream name is empty");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of(
          "stream name has "
              + name.length()
              + " characters, at most "
              + MAX_LENGTH
              + " are allowed");
    }
    if (name.startsWith(".")) {
      return Optional.of("stream name starts with a dot");
    }
    if (!ALLOWED_CHARACTERS.matcher(name).matches()) {
      return Optional.of("stream name must only contain the characters A-Z a-z 0-9 . _ -");
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return name;
  }
}
