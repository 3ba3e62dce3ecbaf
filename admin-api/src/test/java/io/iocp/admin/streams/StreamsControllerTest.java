package io.iocp.admin.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.admin.AdminContext;
import io.iocp.admin.problem.ProblemAutoConfiguration;
import io.iocp.admin.streams.StreamDirectory.Pinning;
import io.iocp.websocket.protocol.WsClose;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class StreamsControllerTest {

  private static final String URL = "/api/v1/streams";

  private static final AdminContext WITHOUT_STREAMS =
      AdminContext.with(StreamsAutoConfiguration.class, ProblemAutoConfiguration.class);

  private static final PublisherHealth HEALTH =
      new PublisherHealth(0, 0, 0, 0, null, false, 0, 0, List.of());

  private final StreamDirectory directory = mock(StreamDirectory.class);

  private final AdminContext context = WITHOUT_STREAMS.bean(StreamDirectory.class, directory);

  @Test
  void theNewestPictureIsShownAsWhatItIs() {
    StreamPictures pictures = mock(StreamPictures.class);
    when(pictures.picture("desk"))
        .thenReturn(Optional.of(new StreamPicture("image/jpeg", new byte[] {1, 2})));

    context
        .bean(StreamPictures.class, pictures)
        .run(
            mvc -> {
              assertThat(mvc.get().uri(URL + "/desk/picture"))
                  .hasStatusOk()
                  .hasContentType(MediaType.IMAGE_JPEG)
                  .body()
                  .containsExactly(1, 2);
              assertThat(mvc.get().uri(URL + "/nobody/picture"))
                  .hasStatus(HttpStatus.NOT_FOUND)
                  .hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
            });
  }

  @Test
  void aStreamIsShownWithWhatAPlayerNeeds() {
    when(directory.streams())
        .thenReturn(
            List.of(
                new StreamView(
                    "desk",
                    "fmp4",
                    "video/mp4; codecs=\"avc1.42c01f\"",
                    1280,
                    720,
                    17,
                    "token:cam",
                    "rule token:cam on *",
                    3,
                    1,
                    false,
                    3,
                    410,
                    1480,
                    500,
                    1000,
                    3000,
                    "ws://origin:9000",
                    1,
                    12,
                    new PublisherHealth(
                        25,
                        12_000,
                        40,
                        3,
                        42L,
                        false,
                        0,
                        7,
                        List.of(
                            new PublisherWarning(
                                "LONG_KEYFRAME_INTERVAL",
                                "a keyframe every 12.0 s: late viewers wait"))),
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
                          "width": 1280,
                          "height": 720,
                          "publisher": 17,
                          "publisherIdentity": "token:cam",
                          "publisherRight": "rule token:cam on *",
                          "viewers": 3,
                          "laggards": 1,
                          "waiting": false,
                          "delayMedianMillis": 3,
                          "delayP99Millis": 410,
                          "delayMaxMillis": 1480,
                          "bytesPerSecond": 500,
                          "receivedBytes": 1000,
                          "sentBytes": 3000,
                          "server": "ws://origin:9000",
                          "hops": 1,
                          "upstreamDelayMillis": 12,
                          "health": {
                            "framesPerSecond": 25.0,
                            "keyframeIntervalMillis": 12000,
                            "stepMillis": 40,
                            "jitterMillis": 3,
                            "captureDelayMillis": 42,
                            "reordered": false,
                            "timeJumps": 0,
                            "lostPackets": 7,
                            "warnings": [
                              {
                                "kind": "LONG_KEYFRAME_INTERVAL",
                                "text": "a keyframe every 12.0 s: late viewers wait"
                              }
                            ]
                          },
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
  void oneStreamIsAskedForByItsName() {
    when(directory.stream("a")).thenReturn(Optional.of(stream("a")));

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "/a")).bodyJson().isLenientlyEqualTo("{name: a}");
          assertThat(mvc.get().uri(URL + "/b"))
              .hasStatus(HttpStatus.NOT_FOUND)
              .bodyJson()
              .extractingPath("type")
              .isEqualTo("urn:iocp:problem:stream-not-found");
        });
  }

  @Test
  void aStreamIsStoppedWithACodeAndAReasonForItsPublisher() {
    when(directory.stop("a", new WsClose(4000, "enough"))).thenReturn(true);

    context.run(
        mvc -> {
          assertThat(mvc.delete().uri(URL + "/a?code=4000&reason=enough"))
              .hasStatus(HttpStatus.ACCEPTED);
          assertThat(mvc.delete().uri(URL + "/a?code=1005")).hasStatus(HttpStatus.BAD_REQUEST);
          assertThat(mvc.delete().uri(URL + "/b")).hasStatus(HttpStatus.NOT_FOUND);
        });
  }

  @Test
  void theViewersOfAStreamAreListedByClient() {
    when(directory.viewers("a", 0, 2)).thenReturn(Optional.of(List.of(viewer(3), viewer(8))));
    when(directory.viewers("b", 0, 2)).thenReturn(Optional.empty());

    context.run(
        mvc -> {
          assertThat(mvc.get().uri(URL + "/a/viewers?limit=1"))
              .bodyJson()
              .isStrictlyEqualTo(
                  """
                  {
                    "viewers": [
                      {
                        "client": 3,
                        "remoteAddress": "192.0.2.1:50000",
                          "identity": "user:anna",
                          "right": "rule user:anna on *",
                        "adaptive": true,
                        "pinnedRendition": "lo",
                        "behind": true,
                        "lagMillis": 1500,
                        "delayMillis": 1800,
                        "queuedBytes": 4096,
                        "droppedToKeyframe": 2,
                        "skippedChunks": 9,
                        "discardedBytes": 8192
                      }
                    ],
                    "next": 3
                  }
                  """);
          assertThat(mvc.get().uri(URL + "/b/viewers?limit=1")).hasStatus(HttpStatus.NOT_FOUND);
        });
  }

  @Test
  void aClientThatDoesNotWatchCannotBeKicked() {
    when(directory.stream("a")).thenReturn(Optional.of(stream("a")));
    when(directory.kick("a", 3, new WsClose(1008, "disconnected by an administrator")))
        .thenReturn(true);

    context.run(
        mvc -> {
          assertThat(mvc.delete().uri(URL + "/a/viewers/3")).hasStatus(HttpStatus.ACCEPTED);
          assertThat(mvc.delete().uri(URL + "/a/viewers/4"))
              .hasStatus(HttpStatus.NOT_FOUND)
              .bodyJson()
              .extractingPath("type")
              .isEqualTo("urn:iocp:problem:viewer-not-found");
          assertThat(mvc.delete().uri(URL + "/b/viewers/3"))
              .bodyJson()
              .extractingPath("type")
              .isEqualTo("urn:iocp:problem:stream-not-found");
        });
  }

  @Test
  void aViewerIsHeldToARenditionAndLetGo() {
    when(directory.pin("a", 3, "lo")).thenReturn(Pinning.DONE);
    when(directory.pin("a", 3, null)).thenReturn(Pinning.DONE);
    when(directory.pin("a", 3, "no")).thenReturn(Pinning.NO_RENDITION);
    when(directory.pin("a", 4, "lo")).thenReturn(Pinning.NO_VIEWER);
    when(directory.pin("a", 5, "lo")).thenReturn(Pinning.NOT_ADAPTIVE);

    context.run(
        mvc -> {
          assertThat(pin(mvc, 3, "{\"rendition\": \"lo\"}"))
              .hasStatusOk()
              .bodyJson()
              .isStrictlyEqualTo("{client: 3, rendition: lo}");
          assertThat(mvc.delete().uri(URL + "/a/viewers/3/rendition"))
              .hasStatus(HttpStatus.NO_CONTENT);
          assertThat(pin(mvc, 3, "{}")).hasStatus(HttpStatus.BAD_REQUEST);
          assertThat(pin(mvc, 3, "{\"rendition\": \"no\"}"))
              .bodyJson()
              .isLenientlyEqualTo(
                  "{status: 404, type: 'urn:iocp:problem:rendition-not-found',"
                      + " detail: 'No rendition no of a is live.'}");
          assertThat(pin(mvc, 4, "{\"rendition\": \"lo\"}"))
              .bodyJson()
              .isLenientlyEqualTo("{status: 404, type: 'urn:iocp:problem:viewer-not-found'}");
          assertThat(pin(mvc, 5, "{\"rendition\": \"lo\"}"))
              .bodyJson()
              .isLenientlyEqualTo("{status: 409, type: 'urn:iocp:problem:viewer-not-adaptive'}");
        });
  }

  private static MvcTestResult pin(MockMvcTester mvc, long client, String body) {
    return mvc.put()
        .uri(URL + "/a/viewers/" + client + "/rendition")
        .contentType(MediaType.APPLICATION_JSON)
        .content(body)
        .exchange();
  }

  @Test
  void aServiceWithoutStreamsHasNoStreamPart() {
    WITHOUT_STREAMS.run(mvc -> assertThat(mvc.get().uri(URL)).hasStatus(HttpStatus.NOT_FOUND));
  }

  private static StreamViewer viewer(long client) {
    return new StreamViewer(
        client,
        "192.0.2.1:50000",
        "user:anna",
        "rule user:anna on *",
        true,
        "lo",
        true,
        1500,
        1800,
        4096,
        2,
        9,
        8192);
  }

  private static StreamView stream(String name) {
    return new StreamView(
        name,
        null,
        null,
        0,
        0,
        1,
        null,
        null,
        0,
        0,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        0,
        0,
        HEALTH,
        Instant.EPOCH);
  }
}
