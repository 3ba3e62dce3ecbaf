package io.iocp.admin.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

class StreamsControllerTest {

  private static final String URL = "/api/v1/streams";

  private static final AdminContext WITHOUT_STREAMS =
      AdminContext.with(StreamsAutoConfiguration.class, ProblemAutoConfiguration.class);

  private final StreamDirectory directory = mock(StreamDirectory.class);

  private final AdminContext context = WITHOUT_STREAMS.bean(StreamDirectory.class, directory);

  @Test
  void aStreamIsShownWithWhatAPlayerNeeds() {
    when(directory.streams())
        .thenReturn(
            List.of(
                new StreamView(
                    "desk",
                    "fmp4",
                    "video/mp4; codecs=\"avc1.42c01f\"",
                    3,
                    1000,
                    3000,
                    Instant.parse("2026-11-20T12:00:00Z"))));

    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo(
                    """
                    {
                      "streams": [
                        {
                          "name": "desk",
                          "format": "fmp4",
                          "mimeType": "video/mp4; codecs=\\"avc1.42c01f\\"",
                          "viewers": 3,
                          "bytesIn": 1000,
                          "bytesOut": 3000,
                          "startedAt": "2026-11-20T12:00:00Z"
                        }
                      ],
                      "next": null
                    }
                    """));
  }

  @Test
  void aListGoesOnAfterTheNameItEndedWith() {
    when(directory.streams()).thenReturn(List.of(stream("c"), stream("a"), stream("b")));

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "?limit=2"))
              .bodyJson()
              .isLenientlyEqualTo("{streams: [{name: a}, {name: b}], next: b}");
          assertThat(mvc.get().uri(URL + "?limit=2&after=b"))
              .bodyJson()
              .isLenientlyEqualTo("{streams: [{name: c}], next: null}");
        });
  }

  @Test
  void aListIsBounded() {
    context.run(
        mvc ->
            assertThat(mvc.get().uri(URL + "?limit=1001"))
                .hasStatus(HttpStatus.BAD_REQUEST)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON));
  }

  @Test
  void aServiceWithoutStreamsHasNoStreamPart() {
    WITHOUT_STREAMS.run(mvc -> assertThat(mvc.get().uri(URL)).hasStatus(HttpStatus.NOT_FOUND));
  }

  private static StreamView stream(String name) {
    return new StreamView(name, null, null, 0, 0, 0, Instant.EPOCH);
  }
}
