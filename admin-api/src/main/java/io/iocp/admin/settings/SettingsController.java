package io.iocp.admin.settings;

import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemError;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.AuditDetail;
import io.iocp.settings.Setting;
import io.iocp.settings.SettingError;
import io.iocp.settings.Settings;
import io.iocp.settings.SettingsChange;
import io.iocp.settings.SettingsOutcome;
import io.iocp.settings.SettingsSnapshot;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Settings that can be changed at runtime, and those that need a restart. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/settings")
class SettingsController {

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final Settings settings;

  SettingsController(Settings settings) {
    this.settings = settings;
  }

  /** Lists all settings with their types and bounds. */
  @GetMapping("/schema")
  SettingsSchema schema() {
    return SettingsSchema.ofAll();
  }

  /** Shows the settings; the ETag is their version. */
  @GetMapping
  ResponseEntity<Map<String, @Nullable Object>> settings() {
    return answer(settings.current());
  }

  /**
   * Changes settings with a JSON merge patch (RFC 7396). The patch is applied as a whole, or not at
   * all if it is invalid or based on an outdated version.
   *
   * @param patch settings to change
   * @param ifMatch ETag of the settings that the change is based on; * for any
   */
  @PatchMapping(consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<Map<String, @Nullable Object>> change(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              description = "Settings to change.",
              content = @Content(schema = @Schema(type = "object")))
          @RequestBody
          JsonNode patch,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      HttpServletRequest http) {
    if (ifMatch == null) {
      throw new ProblemException(
          ProblemType.PRECONDITION_REQUIRED,
          "The header If-Match must be the ETag of the settings that the change is based on.");
    }
    SettingsSnapshot before = settings.current();
    if (!ifMatch.equals("*") && !ifMatch.strip().equals(tag(before))) {
      throw changedMeanwhile();
    }
    SettingsChange wanted = SettingsPatch.read(patch);
    AuditDetail.set(http, patch.toString());
    SettingsOutcome outcome = settings.apply(wanted, before.version());
    if (outcome instanceof SettingsOutcome.Applied applied) {
      return answer(applied.now());
    }
    if (outcome instanceof SettingsOutcome.Invalid invalid) {
      throw invalid(invalid.errors());
    }
    throw changedMeanwhile();
  }

  private ResponseEntity<Map<String, @Nullable Object>> answer(SettingsSnapshot snapshot) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    Setting.allLive()
        .forEach(setting -> view.put(setting.name(), snapshot.values().get(setting.property())));
    view.put(SettingsPatch.RESTART, settings.restart());
    return ResponseEntity.ok().eTag(tag(snapshot)).body(view);
  }

  private static String tag(SettingsSnapshot snapshot) {
    return "\"" + snapshot.version() + "\"";
  }

  private static ProblemException invalid(List<SettingError> errors) {
    return new ProblemException(
        ProblemType.INVALID_SETTINGS,
        errors.stream()
            .map(error -> new ProblemError(error.property(), error.value(), error.bounds()))
            .toList());
  }

  private static ProblemException changedMeanwhile() {
    return new ProblemException(
        ProblemType.PRECONDITION_FAILED,
        "The settings have been changed meanwhile. Read them again before you change them.");
  }
}
