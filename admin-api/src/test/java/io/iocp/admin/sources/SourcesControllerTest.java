package io.iocp.admin.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.admin.sources.SourceView.SourceState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

class SourcesControllerTest {

  private static final String URL = "/api/v1/sources";

  private static final AdminContext WITHOUT_SOURCES =
      AdminContext.with(SourcesAutoConfiguration.class, ProblemAutoConfiguration.class);

  private static final SourceView DOOR =
      new SourceView(
          "door",
          "ffmpeg … rtsp://***@192.0.2.30/stream1",
          true,
          SourceState.FAILED,
          Instant.parse("2026-11-20T12:00:00Z"),
          2,
          1000,
          "the program ended with exit code 1",
          List.of("no route"));

  private final SourceDirectory directory = mock(SourceDirectory.class);

  private final AdminContext context = WITHOUT_SOURCES.bean(SourceDirectory.class, directory);

  @Test
  void aSourceIsShownWithWhyItFailed() {
    when(directory.sources()).thenReturn(List.of(DOOR));

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo(
                    """
                    {
                      "sources": [
                        {
                          "stream": "door",
                          "origin": "ffmpeg … rtsp://***@192.0.2.30/stream1",
                          "onDemand": true,
                          "state": "FAILED",
                          "since": "2026-11-20T12:00:00Z",
                          "restarts": 2,
                          "receivedBytes": 1000,
                          "lastFailure": "the program ended with exit code 1",
                          "errorLines": ["no route"]
                        }
                      ]
                    }
                    """));
  }

  @Test
  void oneIsShownByTheNameOfItsStream() {
    when(directory.source("door")).thenReturn(Optional.of(DOOR));

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "/door"))
              .hasStatusOk()
              .bodyJson()
              .extractingPath("stream")
              .isEqualTo("door");
          assertThat(mvc.get().uri(URL + "/desk")).hasStatus(HttpStatus.NOT_FOUND);
        });
  }

  @Test
  void aSourceIsStartedAndStopped() {
    when(directory.start("door")).thenReturn(true);
    when(directory.stop("door")).thenReturn(true);

    context.run(
        mvc -> {
          assertThat(mvc.post().uri(URL + "/door/start")).hasStatus(HttpStatus.ACCEPTED);
          verify(directory).start("door");
          assertThat(mvc.post().uri(URL + "/door/stop")).hasStatus(HttpStatus.ACCEPTED);
          verify(directory).stop("door");
        });
  }

  @Test
  void aStreamWithoutASourceIsAProblem() {
    context.run(
        mvc ->
            assertThat(mvc.post().uri(URL + "/desk/start"))
                .hasStatus(HttpStatus.NOT_FOUND)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .extractingPath("type")
                .isEqualTo("urn:iocp:problem:source-not-found"));
  }

  @Test
  void watchersAreToldWhatHasChanged() {
    when(directory.sources())
        .thenReturn(List.of())
        .thenReturn(List.of(DOOR))
        .thenReturn(List.of(DOOR))
        .thenReturn(List.of());
    SourcesSource source = new SourcesSource(directory);

    assertThat(source.poll()).isEmpty();
    assertThat(source.poll()).hasSize(1);
    assertThat(source.poll()).isEmpty();
    assertThat(source.poll()).hasSize(1);
  }

  @Test
  void aServiceThatFetchesNothingHasNoSources() {
    WITHOUT_SOURCES.run(mvc -> assertThat(mvc.get().uri(URL)).hasStatus(HttpStatus.NOT_FOUND));
  }
}
