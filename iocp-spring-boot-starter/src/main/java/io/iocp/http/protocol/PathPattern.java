package io.iocp.http.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path of which single segments may be open: {@code *} matches any one segment, <code>{name}
 * </code> matches one and remembers it.
 */
public final class PathPattern {

  private final String text;
  private final List<String> segments;

  /**
   * @throws IllegalArgumentException if it does not start with a slash
   */
  public PathPattern(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path must start with '/': path=" + text);
    }
    this.text = text;
    this.segments = segmentsOf(text);
  }

  /** The values of the named segments, or null if the path does not match. */
  public @Nullable Map<String, String> match(String path) {
    List<String> actual = segmentsOf(path);
    if (actual.size() != segments.size()) {
      return null;
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < actual.size(); i++) {
      String wanted = segments.get(i);
      String found = actual.get(i);
      boolean open = wanted.equals("*") || isVariable(wanted);
      if (open ? found.isEmpty() : !wanted.equals(found)) {
        return null;
      }
      if (isVariable(wanted)) {
        variables.put(wanted.substring(1, wanted.length() - 1), found);
      }
    }
    return Map.copyOf(variables);
  }

  /** The pattern without the names of its segments: those with the same match the same paths. */
  public String shape() {
    return segments.stream()
        .map(segment -> isVariable(segment) ? "*" : segment)
        .collect(Collectors.joining("/", "/", ""));
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static List<String> segmentsOf(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
