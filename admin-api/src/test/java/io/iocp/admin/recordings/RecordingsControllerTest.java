package io.iocp.admin.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpStatus;

class RecordingsControllerTest {

  private static final String URL = "/api/v1/recordings";
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private static final AdminContext WITHOUT_RECORDINGS =
      AdminContext.with(RecordingsAutoConfiguration.class, ProblemAutoConfiguration.class);

  private final RecordingDirectory directory = mock(RecordingDirectory.class);

  private final AdminContext context = WITHOUT_RECORDINGS.bean(RecordingDirectory.class, directory);

  private static RecordingView recording(String id) {
    return new RecordingView(
        id, "door", NOON, NOON.plusSeconds(60), 1000, 1, "fmp4", "video/mp4", 640, 360, false);
  }

  @Test
  void recordingsAreListedInPages() {
    when(directory.recordings("door", NOON, null))
        .thenReturn(List.of(recording("c"), recording("b"), recording("a")));

    context.run(
        mvc -> {
          String query = URL + "?stream=door&from=2026-01-31T12:00:00Z&limit=2";
          assertThat(mvc.get().uri(query))
              .hasStatusOk()
              .bodyJson()
              .extractingPath("next")
              .isEqualTo("b");
          assertThat(mvc.get().uri(query + "&after=b"))
              .hasStatusOk()
              .bodyJson()
              .extractingPath("recordings[*].id")
              .asArray()
              .containsExactly("a");
          assertThat(mvc.get().uri(query + "&after=z")).hasStatus(HttpStatus.BAD_REQUEST);
          assertThat(mvc.get().uri(URL + "?from=noon")).hasStatus(HttpStatus.BAD_REQUEST);
        });
  }

  @Test
  void mediaIsReadWhollyAndInRanges() {
    when(directory.media("a", null, NOON))
        .thenReturn(Optional.of(new ByteArrayResource(new byte[] {1, 2, 3, 4, 5})));

    context.run(
        mvc -> {
          String media = URL + "/a/media?to=2026-01-31T12:00:00Z&download=true";
          assertThat(mvc.get().uri(media))
              .hasStatusOk()
              .hasContentType("video/mp4")
              .hasHeader("Accept-Ranges", "bytes")
              .body()
              .hasSize(5);
          assertThat(mvc.get().uri(media).header("Range", "bytes=1-2"))
              .hasStatus(HttpStatus.PARTIAL_CONTENT)
              .body()
              .containsExactly(2, 3);
          assertThat(mvc.get().uri(URL + "/b/media")).hasStatus(HttpStatus.NOT_FOUND);
        });
  }

  @Test
  void whatIsRefusedIsAProblemWithTheReason() {
    when(directory.media(anyString(), any(), any()))
        .thenThrow(new RecordingRefusedException("nothing was recorded at that time"));
    when(directory.delete("a"))
        .thenThrow(new RecordingRefusedException("the recording is being written"));

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "/a/media"))
              .hasStatus(HttpStatus.CONFLICT)
              .bodyJson()
              .extractingPath("detail")
              .isEqualTo("Nothing was recorded at that time.");
          assertThat(mvc.delete().uri(URL + "/a")).hasStatus(HttpStatus.CONFLICT);
          assertThat(mvc.delete().uri(URL + "/b")).hasStatus(HttpStatus.NOT_FOUND);
        });
  }

  @Test
  void recordersAreStartedAndStopped() {
    when(directory.start("door")).thenReturn(true);
    when(directory.stop("door")).thenReturn(true);

    context.run(
        mvc -> {
          assertThat(mvc.post().uri("/api/v1/recorders/door/start")).hasStatus(HttpStatus.ACCEPTED);
          verify(directory).start("door");
          assertThat(mvc.post().uri("/api/v1/recorders/door/stop")).hasStatus(HttpStatus.ACCEPTED);
          assertThat(mvc.post().uri("/api/v1/recorders/hall/start"))
              .hasStatus(HttpStatus.NOT_FOUND);
          assertThat(mvc.post().uri("/api/v1/recorders/hall/stop"))
              .hasStatus(HttpStatus.NOT_FOUND)
              .bodyJson()
              .extractingPath("type")
              .isEqualTo("urn:iocp:problem:recorder-not-found");
        });
  }

  @Test
  void aServiceThatDoesNotRecordHasNoRecordings() {
    WITHOUT_RECORDINGS.run(mvc -> assertThat(mvc.get().uri(URL)).hasStatus(HttpStatus.NOT_FOUND));
  }
}
