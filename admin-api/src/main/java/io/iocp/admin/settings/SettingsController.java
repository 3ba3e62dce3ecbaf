package io.iocp.admin.settings;

import io.iocp.IocpSettings;
import io.iocp.IocpTransport;
import io.iocp.SettingError;
import io.iocp.SettingsOutcome;
import io.iocp.VersionedSettings;
import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.AuditDetail;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Collectors;
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

/** What can be changed while the server runs, and what only a restart changes. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/settings")
class SettingsController {

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final IocpTransport transport;

  SettingsController(IocpTransport transport) {
    this.transport = transport;
  }

  /** Shows the settings; the ETag is their version. */
  @GetMapping
  ResponseEntity<SettingsView> settings() {
    return answer(transport.settings());
  }

  /**
   * Changes settings with a JSON merge patch (RFC 7396): it is valid as a whole and based on what
   * applies, or changes nothing.
   *
   * @param patch the settings that change
   * @param ifMatch the ETag of the settings that the change is based on; * for whatever applies
   */
  @PatchMapping(consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<SettingsView> change(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              description = "Those of the settings that change.",
              content = @Content(schema = @Schema(type = "object")))
          @RequestBody
          JsonNode patch,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      HttpServletRequest http) {
    if (ifMatch == null) {
      throw new ProblemException(
          ProblemType.PRECONDITION_REQUIRED,
          "Send the ETag of the settings that the change is based on as If-Match.");
    }
    VersionedSettings before = transport.settings();
    if (!ifMatch.equals("*") && !ifMatch.strip().equals(tag(before))) {
      throw changedMeanwhile();
    }
    IocpSettings wanted = SettingsPatch.apply(patch, before.settings());
    AuditDetail.set(http, patch.toString());
    SettingsOutcome outcome = transport.apply(wanted, before.version());
    if (outcome instanceof SettingsOutcome.Applied applied) {
      return answer(applied.now());
    }
    if (outcome instanceof SettingsOutcome.Invalid invalid) {
      throw invalid(invalid.errors());
    }
    throw changedMeanwhile();
  }

  private ResponseEntity<SettingsView> answer(VersionedSettings settings) {
    return ResponseEntity.ok()
        .eTag(tag(settings))
        .body(SettingsView.of(settings.settings(), transport.restartSettings()));
  }

  private static String tag(VersionedSettings settings) {
    return "\"" + settings.version() + "\"";
  }

  private static ProblemException invalid(List<SettingError> errors) {
    return new ProblemException(
        ProblemType.INVALID_SETTINGS,
        errors.stream().map(SettingError::message).collect(Collectors.joining("; ")));
  }

  private static ProblemException changedMeanwhile() {
    return new ProblemException(
        ProblemType.PRECONDITION_FAILED,
        "The settings have been changed meanwhile: read them again, and decide anew.");
  }
}
