package io.iocp.admin.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.admin.AdminContext;
import io.iocp.admin.bans.BansAutoConfiguration;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

class SettingsControllerTest {

  private static final String URL = "/api/v1/settings";

  private IocpTransport transport;
  private AdminContext context;

  @BeforeEach
  void open() throws IOException {
    transport =
        IocpTransport.open(
            IocpTransportOptions.builder().engine("nio").workers(1).build(), List::of, List::of);
    context =
        AdminContext.with(
                SettingsAutoConfiguration.class,
                BansAutoConfiguration.class,
                ProblemAutoConfiguration.class)
            .bean(IocpTransport.class, transport)
            .bean(InstantSource.class, InstantSource.system());
  }

  @AfterEach
  void close() {
    transport.close();
  }

  @Test
  void theSettingsAreThoseOfTheCatalogue() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {
                      "jobWorkers": 4,
                      "idleTimeoutMillis": 180000,
                      "sendQueueBytes": 4194304,
                      "logLevel": null,
                      "restart": {"iocp.engine": "nio", "iocp.ssl.client-auth": "none"}
                    }
                    """));
  }

  @Test
  void theSchemaNamesBoundsAndChoices() {
    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "/schema"))
              .hasStatusOk()
              .bodyJson()
              .extractingPath("$.settings[?(@.property == 'iocp.jobs.workers')].maximum")
              .asArray()
              .containsExactly(1024);
          assertThat(mvc.get().uri(URL + "/schema"))
              .bodyJson()
              .extractingPath("$.settings[?(@.property == 'iocp.windows.reads')].choices[*]")
              .asArray()
              .containsExactly("overlapped", "notification");
        });
  }

  @Test
  void aRejectedChangeNamesEachSetting() {
    context.run(
        mvc ->
            assertThat(
                    mvc.patch()
                        .uri(URL)
                        .header("If-Match", "*")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"jobWorkers\": 5000, \"idleTimeoutMillis\": 1000}"))
                .hasStatus(HttpStatus.UNPROCESSABLE_CONTENT)
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {
                      "type": "urn:iocp:problem:invalid-settings",
                      "errors": [
                        {"property": "iocp.jobs.workers", "value": "5000", "bounds": "1 to 1024"},
                        {
                          "property": "iocp.ping-interval",
                          "value": "30s",
                          "bounds": "shorter than iocp.idle-timeout, which is 1s"
                        }
                      ]
                    }
                    """));
  }

  @Test
  void aValueOfAnotherTypeNamesTheSetting() {
    context.run(
        mvc ->
            assertThat(
                    mvc.patch()
                        .uri(URL)
                        .header("If-Match", "*")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"jobWorkers\": \"many\", \"shoeSize\": 5}"))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .bodyJson()
                .extractingPath("$.errors[*].property")
                .asArray()
                .containsExactly("iocp.jobs.workers", "shoeSize"));
  }

  @Test
  void aChangeAppliesAndIsAnswered() {
    context.run(
        mvc ->
            assertThat(
                    mvc.patch()
                        .uri(URL)
                        .header("If-Match", "\"1\"")
                        .contentType("application/merge-patch+json")
                        .content("{\"jobWorkers\": 5}"))
                .hasStatusOk()
                .hasHeader("ETag", "\"2\"")
                .bodyJson()
                .extractingPath("$.jobWorkers")
                .isEqualTo(5));
    assertThat(transport.jobs().workers()).isEqualTo(5);
  }

  @Test
  void aMisspelledFieldOfABodyIsRejectedAndNamed() {
    context.run(
        mvc ->
            assertThat(
                    mvc.post()
                        .uri("/api/v1/bans")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"range\": \"10.0.0.0/8\", \"expiresInSecond\": 60}"))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .bodyJson()
                .isLenientlyEqualTo(
                    """
                    {
                      "type": "urn:iocp:problem:invalid-body",
                      "errors": [
                        {
                          "property": "expiresInSecond",
                          "value": null,
                          "bounds": "one of disconnect, expires, expiresInSeconds, range, reason"
                        }
                      ]
                    }
                    """));
    assertThat(transport.clients().access().snapshot().bans()).isZero();
  }
}
