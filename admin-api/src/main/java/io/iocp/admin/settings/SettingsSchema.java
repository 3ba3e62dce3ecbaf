package io.iocp.admin.settings;

import io.iocp.settings.Setting;
import io.iocp.settings.SettingType.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All settings there are.
 *
 * @param settings each of them, in order of their properties
 */
record SettingsSchema(List<Entry> settings) {

  /**
   * One setting. Durations are milliseconds, sizes are bytes.
   *
   * @param name its name in the API; the property where only a restart changes it
   * @param property its name in the configuration
   * @param label a few words for a form
   * @param description what it is for
   * @param type what its values mean
   * @param minimum smallest value; null where values are no numbers
   * @param maximum largest value; null where values are no numbers
   * @param choices all values there are; empty if they are not enumerated
   * @param restart whether only a restart changes it
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
