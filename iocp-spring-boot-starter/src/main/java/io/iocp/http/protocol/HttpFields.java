package io.iocp.http.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * HTTP header fields in the order of their names, without regard to case; values of one name in the
 * order they came. Immutable. Values are ISO-8859-1, without blanks around them.
 */
public final class HttpFields {
  /** No fields. */
  public static final HttpFields EMPTY = builder().build();

  private final Map<String, List<String>> values;

  private HttpFields(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The one field of this name. */
  public static HttpFields of(String name, String value) {
    return builder().add(name, value).build();
  }

  /** The first value of this name, or null when there is none. */
  public @Nullable String first(String name) {
    List<String> found = values.get(name);
    return found == null ? null : found.get(0);
  }

  /** All values of this name, one for each line. */
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /**
   * The elements of a list field (RFC 9110, section 5.6.1): all lines of this name, split at commas
   * that are not quoted, without empty elements.
   */
  public List<String> elements(String name) {
    List<String> elements = new ArrayList<>();
    for (String value : all(name)) {
      int start = 0;
      boolean quoted = false;
      for (int i = 0; i <= value.length(); i++) {
        if (i == value.length() || (value.charAt(i) == ',' && !quoted)) {
          String element = value.substring(start, i).strip();
          if (!element.isEmpty()) {
            elements.add(element);
          }
          start = i + 1;
        } else if (value.charAt(i) == '"') {
          quoted = !quoted;
        } else if (value.charAt(i) == '\\' && quoted) {
          i++; // A quoted pair; at the value's end the quote never closes.
        }
      }
      if (start < value.length()) {
        elements.add(value.substring(start).strip());
      }
    }
    return List.copyOf(elements);
  }

  /** All fields; the keys compare without regard to case. Not modifiable. */
  public Map<String, List<String>> asMap() {
    return values;
  }

  /** These fields and one more. */
  public HttpFields with(String name, String value) {
    Builder all = builder();
    values.forEach((present, several) -> several.forEach(one -> all.add(present, one)));
    return all.add(name, value).build();
  }

  /** These fields without those whose names the test finds. */
  public HttpFields without(Predicate<String> names) {
    Builder others = builder();
    values.forEach(
        (name, several) -> {
          if (!names.test(name)) {
            several.forEach(one -> others.add(name, one));
          }
        });
    return others.build();
  }

  public boolean hasElement(String name, String element) {
    return elements(name).stream().anyMatch(element::equalsIgnoreCase);
  }

  public void appendTo(StringBuilder head) {
    values.forEach(
        (name, all) ->
            all.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
  }

  /** The names only: values may be secrets, and this ends in logs. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }

  /** Collects fields. Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Builder() {}

    /**
     * Adds one field.
     *
     * @throws IllegalArgumentException if the name is no token or the value has a character that a
     *     line must not contain, so that nobody can smuggle a line into a response
     */
    public Builder add(String name, String value) {
      if (!HttpGrammar.isToken(name)) {
        throw new IllegalArgumentException("header name is not a token: " + name);
      }
      if (!value.chars().allMatch(HttpGrammar::isFieldChar)) {
        throw new IllegalArgumentException("header value contains a forbidden character: " + name);
      }
      values.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
      return this;
    }

    public HttpFields build() {
      Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      values.forEach((name, all) -> copy.put(name, List.copyOf(all)));
      return new HttpFields(Collections.unmodifiableMap(copy));
    }
  }
}
