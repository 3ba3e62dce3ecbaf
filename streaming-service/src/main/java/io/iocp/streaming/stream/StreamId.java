package io.iocp.streaming.stream;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a stream, as it stands in {@code /publish/{stream}} and {@code /watch/{stream}}. It
 * needs no escaping in a path, a file name or a log line.
 *
 * <p>A name with an {@code @} is that of a rendition: {@code desk@hi} and {@code desk@lo} are the
 * same stream, {@code desk}, at different bit rates.
 *
 * @param name 1 to 64 ASCII letters, digits, dots, underscores and hyphens, not starting with a
 *     dot, with at most one {@code @} between two of them
 */
public record StreamId(String name) {

  /** Longest name. */
  public static final int MAX_LENGTH = 64;

  /** Between the name of a stream and that of a rendition. */
  public static final char RENDITION = '@';

  private static final Pattern ALLOWED_CHARACTERS = Pattern.compile("[A-Za-z0-9._@-]*");

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
    int at = name.indexOf(RENDITION);
    if (at == 0 || (at > 0 && (at == name.length() - 1 || name.indexOf(RENDITION, at + 1) > 0))) {
      return Optional.of("stream name must have one @, between name and rendition");
    }
    return Optional.empty();
  }

  /** The stream of which this is a rendition; empty when it is none. */
  public Optional<StreamId> group() {
    int at = name.indexOf(RENDITION);
    return at < 0 ? Optional.empty() : Optional.of(new StreamId(name.substring(0, at)));
  }

  /** Whether this is a rendition of that stream. */
  public boolean isRenditionOf(StreamId stream) {
    int at = stream.name.length();
    return name.length() > at && name.charAt(at) == RENDITION && name.startsWith(stream.name);
  }

  /** What follows the {@code @}; empty when it is no rendition. */
  public String rendition() {
    return name.substring(
        name.indexOf(RENDITION) < 0 ? name.length() : name.indexOf(RENDITION) + 1);
  }

  @Override
  public String toString() {
    return name;
  }
}
