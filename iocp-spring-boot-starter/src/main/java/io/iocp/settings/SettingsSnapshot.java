package io.iocp.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What applies now.
 *
 * @param values plain values of the settings that can be changed now, by property
 * @param version grows by one with each change that is seen; goes with the values wherever they are
 *     changed later
 */
public record SettingsSnapshot(Map<String, Object> values, long version) {

  public SettingsSnapshot {
    values = Map.copyOf(values);
  }

  /** The value of a setting; null if it is not one that can be changed now. */
  public <T> @Nullable T get(Setting<T> setting) {
    Object plain = values.get(setting.property());
    return plain == null ? null : setting.type().value(plain);
  }
}
