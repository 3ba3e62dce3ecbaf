package io.iocp.settings;

import java.util.Map;
import java.util.TreeMap;

/** Which settings are to change, and to what; whether they can is not checked yet. Immutable. */
public final class SettingsChange {

  private final Map<String, Object> values;

  private SettingsChange(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** A change of one setting. */
  public static <T> SettingsChange of(Setting<T> setting, T value) {
    return new SettingsChange(Map.of()).and(setting, value);
  }

  /**
   * A change of some settings.
   *
   * @param plain their plain values, by property
   */
  public static SettingsChange ofPlain(Map<String, Object> plain) {
    return new SettingsChange(plain);
  }

  /** This change and another setting. */
  public <T> SettingsChange and(Setting<T> setting, T value) {
    Map<String, Object> more = new TreeMap<>(values);
    more.put(setting.property(), setting.type().plain(value));
    return new SettingsChange(more);
  }

  Map<String, Object> values() {
    return values;
  }
}
