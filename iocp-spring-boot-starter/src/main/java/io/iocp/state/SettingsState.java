package io.iocp.state;

import io.iocp.settings.Setting;
import io.iocp.settings.SettingError;
import io.iocp.settings.Settings;
import io.iocp.settings.SettingsChange;
import io.iocp.settings.SettingsOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings that are others than the configuration says. A setting whose configured value is not the
 * same any more follows the configuration: who edits that means it.
 */
public final class SettingsState implements StatePart {

  private static final Logger logger = LoggerFactory.getLogger(SettingsState.class);

  private static final int FIELDS = 3;

  private final Settings settings;
  private final Map<String, Object> configured;

  /** Nothing has been changed yet. */
  public SettingsState(Settings settings) {
    this.settings = settings;
    this.configured = settings.current().values();
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public Object version() {
    return settings.current().version();
  }

  @Override
  public List<String> save() {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(settings.current().values())
        .forEach(
            (property, value) -> {
              Object before = configured.get(property);
              if (before != null && !before.equals(value)) {
                lines.add(StateFields.join(property, value.toString(), before.toString()));
              }
            });
    return lines;
  }

  @Override
  public void restore(List<String> lines) {
    Map<String, Object> wanted = new TreeMap<>();
    for (String line : lines) {
      List<String> fields = StateFields.split(line, FIELDS);
      String property = fields.get(0);
      Object now = configured.get(property);
      if (now != null && now.toString().equals(fields.get(2))) {
        plain(property, fields.get(1)).ifPresent(value -> wanted.put(property, value));
      } else {
        logger.warn(
            "{} was changed to {} while the server ran, but its configuration has changed since: it"
                + " follows the configuration",
            property,
            fields.get(1));
      }
    }
    if (settings.apply(SettingsChange.ofPlain(wanted)) instanceof SettingsOutcome.Invalid invalid) {
      throw new IllegalArgumentException(
          invalid.errors().stream().map(SettingsState::words).collect(Collectors.joining("; ")));
    }
  }

  private static Optional<Object> plain(String property, String text) {
    return Setting.allLive()
        .filter(setting -> setting.property().equals(property))
        .findFirst()
        .map(setting -> setting.isOfType(text) ? text : number(text));
  }

  private static Object number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }

  private static String words(SettingError error) {
    return error.property() + " must be " + error.bounds() + ", but is " + error.value();
  }
}
