package io.iocp.admin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

class AccessControllerTest {

  private static final String URL = "/api/v1/access";

  private static final AdminContext WITHOUT_ACCESS =
      AdminContext.with(AccessAutoConfiguration.class, ProblemAutoConfiguration.class);

  private final AccessDirectory directory = mock(AccessDirectory.class);

  private final AdminContext context = WITHOUT_ACCESS.bean(AccessDirectory.class, directory);

  private static AccessSession session(long id) {
    return new AccessSession(
        id,
        17,
        "watch",
        "desk",
        "user:anna",
        List.of("user:anna"),
        "rule user:anna on *",
        "192.0.2.1",
        Instant.EPOCH,
        null);
  }

  @Test
  void aServiceWithoutAccessRulesHasNoneOfThis() {
    WITHOUT_ACCESS.run(mvc -> assertThat(mvc.get().uri(URL)).hasStatus(HttpStatus.NOT_FOUND));
  }

  @Test
  void whoIsThereIsShownPageByPage() {
    when(directory.sessions(0, "user:anna", null, 2)).thenReturn(List.of(session(1), session(2)));

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "/sessions?limit=1&key=user:anna"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo(
                    """
                    {
                      "sessions": [
                        {
                          "id": 1,
                          "client": 17,
                          "action": "watch",
                          "name": "desk",
                          "identity": "user:anna",
                          "keys": ["user:anna"],
                          "right": "rule user:anna on *",
                          "remoteAddress": "192.0.2.1",
                          "since": "1970-01-01T00:00:00Z",
                          "until": null
                        }
                      ],
                      "next": 1
                    }
                    """));
  }

  @Test
  void revokingSaysHowManyWereClosed() {
    when(directory.isKey("user:anna")).thenReturn(true);
    when(directory.revoke("user:anna")).thenReturn(Optional.of(3));

    context.run(
        mvc ->
            assertThat(
                    mvc.post()
                        .uri(URL + "/revocations")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"key\": \"user:anna\"}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"key\": \"user:anna\", \"closedSessions\": 3}"));
  }

  @Test
  void whatIsNoKeyIsRefusedAndSoIsOneTooMany() {
    when(directory.isKey("token:cam")).thenReturn(true);
    when(directory.revoke("token:cam")).thenReturn(Optional.empty());

    context.run(
        mvc -> {
          assertThat(
                  mvc.post()
                      .uri(URL + "/revocations")
                      .contentType(MediaType.APPLICATION_JSON)
                      .content("{\"key\": \"anna\"}"))
              .hasStatus(HttpStatus.BAD_REQUEST);
          assertThat(
                  mvc.post()
                      .uri(URL + "/revocations")
                      .contentType(MediaType.APPLICATION_JSON)
                      .content("{\"key\": \"token:cam\"}"))
              .hasStatus(HttpStatus.CONFLICT);
        });
  }

  @Test
  void whatIsNotThereIsNotFound() {
    context.run(
        mvc -> {
          assertThat(mvc.delete().uri(URL + "/sessions/1"))
              .hasStatus(HttpStatus.NOT_FOUND)
              .bodyJson()
              .extractingPath("$.type")
              .isEqualTo("urn:iocp:problem:session-not-found");
          assertThat(mvc.delete().uri(URL + "/revocations?key=user:x"))
              .hasStatus(HttpStatus.NOT_FOUND);
        });
  }

  @Test
  void aSessionIsClosed() {
    when(directory.close(1, "goodbye")).thenReturn(true);

    context.run(
        mvc ->
            assertThat(mvc.delete().uri(URL + "/sessions/1?reason=goodbye"))
                .hasStatus(HttpStatus.ACCEPTED));
  }
}
