package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.access.AddressRange;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What administrators change is there after a restart, where a directory for it is set. */
@Timeout(300)
class StateIT {

  @TempDir private static Path directory;

  @Test
  void bansListsSettingsAndRevocationsSurviveARestartAndABrokenFileIsTold() throws Exception {
    try (RunningService service = start("--iocp.state.directory=" + directory)) {
      change(service, "POST", "bans", "{\"range\":\"192.0.2.0/24\",\"reason\":\"storm\"}", 201);
      change(service, "POST", "addresses/allow", "{\"range\":\"127.0.0.0/8\"}", 201);
      change(service, "POST", "addresses/deny", "{\"range\":\"203.0.113.0/24\"}", 201);
      change(service, "PATCH", "settings", "{\"idleTimeoutMillis\":77000}", 200);
      change(service, "POST", "access/revocations", "{\"key\":\"user:anna\"}", 200);
      assertThat(get(service, "server")).contains("\"state\":\"KEPT\"");
    }
    Files.writeString(directory.resolve("settings"), "iocp-state settings 1\nhalf");
    try (RunningService service = start("--iocp.state.directory=" + directory)) {
      assertThat(get(service, "bans")).contains("192.0.2.0/24", "storm");
      assertThat(get(service, "addresses/allow")).contains("\"127.0.0.0/8\"");
      assertThat(get(service, "addresses/deny")).contains("\"203.0.113.0/24\"");
      assertThat(service.transport().clients().access().lists().deny())
          .containsExactly(AddressRange.parse("203.0.113.0/24"));
      assertThat(get(service, "access/revocations")).contains("user:anna");
      assertThat(get(service, "settings")).contains("\"idleTimeoutMillis\":180000");
      assertThat(directory.resolve("settings.broken-1")).exists();
      assertThat(service.count("iocp.state.broken")).isEqualTo(1);
    }
    try (RunningService service = start()) {
      assertThat(get(service, "bans")).contains("\"bans\":[]");
      assertThat(get(service, "addresses/allow")).contains("\"addresses\":[]");
      assertThat(get(service, "server")).contains("\"state\":\"NOT_KEPT\"");
    }
  }

  private static RunningService start(String... arguments) {
    return RunningService.open(Engine.NIO, arguments);
  }

  private static void change(
      RunningService service, String method, String path, String json, int status)
      throws Exception {
    assertThat(
            service.administerJson(method, "/api/v1/" + path, json, "If-Match", "*").statusCode())
        .isEqualTo(status);
  }

  private static String get(RunningService service, String path) throws Exception {
    return service.administer("GET", "/api/v1/" + path).body();
  }
}
