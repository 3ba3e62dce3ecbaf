package io.iocp.admin.settings;

import io.iocp.IocpSettings;
import io.iocp.LogLevel;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;

/** A JSON merge patch (RFC 7396) of the settings. */
final class SettingsPatch {

  private static final String RESTART = "restart";

  private static final Map<String, BiConsumer<IocpSettings.Builder, Value>> FIELDS =
      new TreeMap<>();

  static {
    FIELDS.put("jobWorkers", (to, value) -> value.asInt(to::jobWorkers));
    FIELDS.put("maximumConnections", (to, value) -> value.asInt(to::maximumConnections));
    FIELDS.put(
        "handshakeTimeoutMillis",
        (to, value) -> value.asLong(millis -> to.handshakeTimeout(Duration.ofMillis(millis))));
    FIELDS.put(
        "idleTimeoutMillis",
        (to, value) -> value.asLong(millis -> to.idleTimeout(Duration.ofMillis(millis))));
    FIELDS.put(
        "pingIntervalMillis",
        (to, value) -> value.asLong(millis -> to.keepAliveInterval(Duration.ofMillis(millis))));
    FIELDS.put(
        "closeTimeoutMillis",
        (to, value) -> value.asLong(millis -> to.closeTimeout(Duration.ofMillis(millis))));
    FIELDS.put("sendQueueBytes", (to, value) -> value.asLong(to::sendQueueBytes));
    FIELDS.put("maximumFrameBytes", (to, value) -> value.asLong(to::maximumFrameBytes));
    FIELDS.put("maximumMessageBytes", (to, value) -> value.asLong(to::maximumMessageBytes));
    FIELDS.put("logLevel", (to, value) -> to.logLevel(value.asLogLevel()));
  }

  private SettingsPatch() {}

  /**
   * The settings with what the patch changes.
   *
   * @throws ProblemException if it is no patch of settings; whether they can be so is not checked
   */
  static IocpSettings apply(JsonNode patch, IocpSettings settings) {
    if (!patch.isObject()) {
      throw new ProblemException(ProblemType.INVALID_BODY, "The body must be a JSON object.");
    }
    refuseRestart(patch.path(RESTART));
    Set<String> unknown = new TreeSet<>(patch.propertyNames());
    unknown.removeAll(FIELDS.keySet());
    unknown.remove(RESTART);
    if (!unknown.isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_BODY,
          "There are no settings " + unknown + "; there are " + FIELDS.keySet() + ".");
    }
    IocpSettings.Builder changed = settings.toBuilder();
    FIELDS.forEach(
        (name, field) -> {
          if (patch.has(name)) {
            field.accept(changed, new Value(name, patch.get(name)));
          }
        });
    return changed.build();
  }

  private static void refuseRestart(JsonNode restart) {
    if (!restart.isMissingNode()) {
      throw new ProblemException(
          ProblemType.SETTING_NEEDS_RESTART,
          "Only a restart changes these: set them in the configuration"
              + (restart.isObject() ? ": " + String.join(", ", restart.propertyNames()) : "")
              + ".");
    }
  }

  /** What a patch says of one setting. */
  private record Value(String name, JsonNode json) {

    void asInt(IntConsumer setting) {
      if (!json.isIntegralNumber() || !json.canConvertToInt()) {
        throw wrong("a whole number below 2147483648");
      }
      setting.accept(json.intValue());
    }

    void asLong(LongConsumer setting) {
      if (!json.isIntegralNumber() || !json.canConvertToLong()) {
        throw wrong("a whole number");
      }
      setting.accept(json.longValue());
    }

    LogLevel asLogLevel() {
      return Arrays.stream(LogLevel.values())
          .filter(level -> json.isString() && level.name().equals(json.stringValue()))
          .findFirst()
          .orElseThrow(() -> wrong("one of " + Arrays.toString(LogLevel.values())));
    }

    private ProblemException wrong(String wanted) {
      return new ProblemException(
          ProblemType.INVALID_BODY, name + " must be " + wanted + ": " + name + "=" + json);
    }
  }
}
