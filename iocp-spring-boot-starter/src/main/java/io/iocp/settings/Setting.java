package io.iocp.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One setting: its property, its type and bounds, whether it can be changed while the transport
 * runs, and how it is read and changed there. {@link #all()} is the catalogue.
 *
 * @param <T> type of its values
 */
public final class Setting<T> {

  private final String property;
  private final SettingType<T> type;
  private final String description;
  private final Function<StartOptions, @Nullable T> started;
  private final @Nullable Live<T> live;
  private final @Nullable BiFunction<Object, Map<String, Object>, @Nullable String> rule;

  /** How a setting is known to administration, and where it applies. */
  private record Live<T>(
      String name,
      String label,
      Function<LiveTarget, @Nullable T> read,
      BiConsumer<LiveTarget, T> write) {}

  private Setting(
      String property,
      SettingType<T> type,
      String description,
      Function<StartOptions, @Nullable T> started,
      @Nullable Live<T> live,
      @Nullable BiFunction<Object, Map<String, Object>, @Nullable String> rule) {
    this.property = property;
    this.type = type;
    this.description = description;
    this.started = started;
    this.live = live;
    this.rule = rule;
  }

  /** A setting that only a restart changes. */
  static <T> Setting<T> restart(
      String property,
      SettingType<T> type,
      Function<StartOptions, @Nullable T> started,
      String description) {
    return new Setting<>(property, type, description, started, null, null);
  }

  /** The same setting, to be changed while the transport runs. */
  Setting<T> live(
      String name,
      String label,
      Function<LiveTarget, @Nullable T> read,
      BiConsumer<LiveTarget, T> write) {
    return new Setting<>(
        property, type, description, started, new Live<>(name, label, read, write), rule);
  }

  /**
   * The same setting with a rule that compares it with others.
   *
   * @param wanted takes its plain value and those of all by their properties; answers what it must
   *     be, or null
   */
  Setting<T> where(BiFunction<Object, Map<String, Object>, @Nullable String> wanted) {
    return new Setting<>(property, type, description, started, live, wanted);
  }

  /** All settings, in order of their properties. */
  public static List<Setting<?>> all() {
    return Catalogue.ALL;
  }

  /** The settings that can be changed while the transport runs. */
  public static Stream<Setting<?>> allLive() {
    return all().stream().filter(Setting::isLive);
  }

  /**
   * What is wrong with some values; empty if nothing is.
   *
   * @param plain plain values by property; those that are missing are not set
   */
  public static List<SettingError> errors(Map<String, Object> plain) {
    return all().stream().flatMap(setting -> setting.error(plain).stream()).toList();
  }

  private Optional<SettingError> error(Map<String, Object> values) {
    Object plain = values.get(property);
    if (plain == null) {
      return Optional.empty();
    }
    String bounds = type.isOfType(plain) ? type.violated(plain) : type.typeName();
    if (bounds == null && rule != null) {
      bounds = rule.apply(plain, values);
    }
    return Optional.ofNullable(bounds)
        .map(
            found ->
                new SettingError(
                    property, type.isOfType(plain) ? type.text(plain) : plain.toString(), found));
  }

  /** Its name in the configuration. */
  public String property() {
    return property;
  }

  public SettingType<T> type() {
    return type;
  }

  /** What it is for, in full sentences; the same as in the configuration's metadata. */
  public String description() {
    return description;
  }

  /** Whether it can be changed while the transport runs. */
  public boolean isLive() {
    return live != null;
  }

  /** Its name in the administration API; the property where only a restart changes it. */
  public String name() {
    return live == null ? property : live.name();
  }

  /** A few words for a form; the property where only a restart changes it. */
  public String label() {
    return live == null ? property : live.label();
  }

  /** What it must be if it is of the wrong type, such as {@code a whole number}. */
  public String typeName() {
    return type.typeName();
  }

  /** Whether a plain value is of its type; its bounds are not looked at. */
  public boolean isOfType(Object plain) {
    return type.isOfType(plain);
  }

  /** A plain value as the configuration spells it. */
  public String text(Object plain) {
    return type.text(plain);
  }

  /** The plain value that a transport was started with; null if it is not set. */
  public @Nullable Object startedWith(StartOptions options) {
    T value = started.apply(options);
    return value == null ? null : type.plain(value);
  }

  @Nullable Object read(LiveTarget target) {
    T value = live == null ? null : live.read().apply(target);
    return value == null ? null : type.plain(value);
  }

  void write(LiveTarget target, Object plain) {
    if (live != null) {
      live.write().accept(target, type.value(plain));
    }
  }

  @Override
  public String toString() {
    return property;
  }
}
