package io.iocp.admin.settings;

import io.iocp.admin.problem.ProblemError;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.settings.Setting;
import io.iocp.settings.SettingsChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A JSON merge patch (RFC 7396) of the settings. */
final class SettingsPatch {

  static final String RESTART = "restart";

  private static final Map<String, Setting<?>> LIVE =
      Setting.allLive().collect(Collectors.toMap(Setting::name, Function.identity()));

  private SettingsPatch() {}

  /**
   * What the patch changes.
   *
   * @throws ProblemException if it is no patch of settings; whether they can be so is not checked
   */
  static SettingsChange read(JsonNode patch) {
    if (!patch.isObject()) {
      throw new ProblemException(ProblemType.INVALID_BODY, "The body must be a JSON object.");
    }
    rejectRestart(patch.path(RESTART));
    Map<String, Object> values = new TreeMap<>();
    List<ProblemError> errors = new ArrayList<>();
    for (String name : patch.propertyNames()) {
      JsonNode json = patch.get(name);
      Setting<?> setting = LIVE.get(name);
      Object plain = plain(json);
      if (setting == null) {
        errors.add(
            new ProblemError(
                name,
                json.toString(),
                "one of " + String.join(", ", LIVE.keySet().stream().sorted().toList())));
      } else if (setting.isOfType(plain)) {
        values.put(setting.property(), plain);
      } else {
        errors.add(new ProblemError(setting.property(), json.toString(), setting.typeName()));
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID_BODY, errors);
    }
    return SettingsChange.ofPlain(values);
  }

  private static void rejectRestart(JsonNode restart) {
    if (!restart.isMissingNode()) {
      throw new ProblemException(
          ProblemType.SETTING_NEEDS_RESTART,
          "These settings need a restart. Set them in the configuration"
              + (restart.isObject() ? ": " + String.join(", ", restart.propertyNames()) : "")
              + ".");
    }
  }

  /** As the catalogue knows values; what it does not know is of no setting's type. */
  private static Object plain(JsonNode json) {
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.longValue();
    }
    return json.isString() ? json.stringValue() : json;
  }
}
