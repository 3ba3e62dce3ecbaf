package io.iocp.settings;

import io.iocp.connection.ConnectionServer;
import io.iocp.job.JobQueue;
import io.iocp.websocket.WebSocketServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads settings from where they apply, and changes them there as one. Any thread. */
public final class Settings {

  private final StartOptions options;

  // Guarded by this.
  private LiveTarget target;
  // Guarded by this.
  private SettingsSnapshot seen;

  /** The settings of a transport, which makes this. */
  public Settings(
      StartOptions options,
      JobQueue jobs,
      ConnectionServer connections,
      WebSocketServer webSockets) {
    this.options = options;
    this.target = new LiveTarget(jobs, connections, webSockets, null);
    this.seen = new SettingsSnapshot(read(), 1);
  }

  /** Makes the level of the logger {@code io.iocp} one of the settings. */
  public synchronized void logLevels(LogLevels levels) {
    target = new LiveTarget(target.jobs(), target.connections(), target.webSockets(), levels);
    seen = new SettingsSnapshot(read(), seen.version());
  }

  /** What applies now, also what was changed elsewhere. */
  public synchronized SettingsSnapshot current() {
    Map<String, Object> now = read();
    if (!now.equals(seen.values())) {
      seen = new SettingsSnapshot(now, seen.version() + 1);
    }
    return seen;
  }

  /** What only a restart changes, as the configuration spells it, by property. */
  public Map<String, String> restart() {
    Map<String, String> texts = new TreeMap<>();
    for (Setting<?> setting : Setting.all()) {
      if (!setting.isLive()) {
        Object value = setting.startedWith(options);
        texts.put(setting.property(), value == null ? "" : setting.text(value));
      }
    }
    return texts;
  }

  /** Changes settings: all of them or, where one cannot be what is asked for, none. */
  public SettingsOutcome apply(SettingsChange change) {
    return apply(change, null);
  }

  /**
   * Changes settings unless they have been changed before.
   *
   * @param expectedVersion the version that the change is based on
   */
  public SettingsOutcome apply(SettingsChange change, long expectedVersion) {
    return apply(change, Long.valueOf(expectedVersion));
  }

  private synchronized SettingsOutcome apply(SettingsChange change, @Nullable Long expected) {
    SettingsSnapshot before = current();
    if (expected != null && before.version() != expected) {
      return new SettingsOutcome.Stale(before);
    }
    List<SettingError> errors = errors(change, before);
    if (!errors.isEmpty()) {
      return new SettingsOutcome.Invalid(errors);
    }
    try {
      write(change.values());
    } catch (RuntimeException | Error e) {
      // No memory for another thread, or a logging system that fails: as it was.
      write(before.values());
      throw e;
    }
    return new SettingsOutcome.Applied(current());
  }

  private static List<SettingError> errors(SettingsChange change, SettingsSnapshot before) {
    List<SettingError> errors = new ArrayList<>();
    Map<String, Object> all = new TreeMap<>(before.values());
    change
        .values()
        .forEach(
            (property, value) -> {
              if (all.replace(property, value) == null) {
                errors.add(
                    new SettingError(
                        property,
                        value.toString(),
                        "omitted, because it cannot be changed at runtime"));
              }
            });
    errors.addAll(Setting.errors(all));
    return errors;
  }

  private Map<String, Object> read() {
    Map<String, Object> values = new TreeMap<>();
    Setting.allLive()
        .forEach(
            setting -> {
              Object value = setting.read(target);
              if (value != null) {
                values.put(setting.property(), value);
              }
            });
    return values;
  }

  private void write(Map<String, Object> values) {
    Setting.allLive()
        .forEach(
            setting -> {
              Object value = values.get(setting.property());
              if (value != null) {
                setting.write(target, value);
              }
            });
  }
}
