package io.iocp.admin.settings;

import io.iocp.settings.Setting;
import io.iocp.settings.SettingType.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All settings.
 *
 * @param settings the settings, ordered by property
 */
record SettingsSchema(List<Entry> settings) {

  /**
   * One setting. Durations are milliseconds, sizes are bytes.
   *
   * @param name name in the API; the property if it needs a restart
   * @param property name in the configuration
   * @param label label for a form
   * @param description description in full sentences
   * @param type type of its values
   * @param minimum smallest value; null if values are not numbers
   * @param maximum largest value; null if values are not numbers
   * @param choices all values of an enumeration; otherwise empty
   * @param restart whether it needs a restart
   */
  record Entry(
      String name,
      String property,
      String label,
      String description,
      Kind type,
      @Nullable Long minimum,
      @Nullable Long maximum,
      List<String> choices,
      boolean restart) {

    private static Entry of(Setting<?> setting) {
      return new Entry(
          setting.name(),
          setting.property(),
          setting.label(),
          setting.description(),
          setting.type().kind(),
          setting.type().minimum(),
          setting.type().maximum(),
          setting.type().choices(),
          !setting.isLive());
    }
  }

  static SettingsSchema ofAll() {
    return new SettingsSchema(Setting.all().stream().map(Entry::of).toList());
  }
}
