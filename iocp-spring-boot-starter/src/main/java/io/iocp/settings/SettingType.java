package io.iocp.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What values a setting can have. A <em>plain</em> value is a {@code Long} (a number, bytes or
 * milliseconds), a {@code Boolean}, a {@code String} or a list of strings, as JSON knows them.
 *
 * @param <T> their type in Java
 */
public abstract class SettingType<T> {

  /** What a plain value means. */
  public enum Kind {
    /** A number of things. */
    INTEGER,
    /** A number of bytes. */
    SIZE,
    /** A number of milliseconds. */
    DURATION,
    BOOLEAN,
    /** One of {@link SettingType#choices()}. */
    CHOICE,
    TEXT,
    /** A list of texts. */
    LIST
  }

  private final Kind kind;

  SettingType(Kind kind) {
    this.kind = kind;
  }

  public final Kind kind() {
    return kind;
  }

  /** Smallest plain value; null where values are no numbers. */
  public @Nullable Long minimum() {
    return null;
  }

  /** Largest plain value; null where values are no numbers. */
  public @Nullable Long maximum() {
    return null;
  }

  /** All values there are, if only some are possible; otherwise empty. */
  public List<String> choices() {
    return List.of();
  }

  /** Whether this is a plain value of the right type, whatever its bounds. */
  abstract boolean isOfType(Object plain);

  /** What a plain value must be, such as {@code 1 to 1024}; null if it may be so. */
  abstract @Nullable String violated(Object plain);

  /** What values must be of, for those that are not. */
  abstract String typeName();

  abstract Object plain(T value);

  abstract T value(Object plain);

  /** A plain value as the configuration spells it. */
  String text(Object plain) {
    return plain instanceof List<?> list
        ? String.join(",", list.stream().map(Object::toString).toList())
        : plain.toString();
  }
}
