package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that is wrong has its answer, and is counted. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class BadInputIT {

  private static final Path SAMPLES = Path.of("src/test/resources/media");
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static RunningService service;

  @Parameter Engine engine;

  private final String stream = "bad-" + NAMES.incrementAndGet();

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service = RunningService.open(engine, "--iocp.handshake-timeout=5s");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @Test
  void garbageInsteadOfHttpIsABadRequest() throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      Counting refused = new Counting("iocp.websocket.handshakes.refused");

      client.send("\u0016\u0003\u0001 this is not HTTP\r\n\r\n");

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 Bad Request\r\n");
      refused.hasRisenBy(1);
    }
  }

  @Test
  void headersWithoutEndAreCutOffAtTheirLimit() throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      Counting refused = new Counting("iocp.websocket.handshakes.refused");

      client.send("GET /watch/" + stream + " HTTP/1.1\r\n" + "X-More: yes\r\n".repeat(65));

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aHandshakeThatNeverEndsTimesOut() throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      Counting timeouts = new Counting("iocp.connections.closed", "cause", "handshake-timeout");

      client.send("GET /watch/" + stream + " HTTP/1.1\r\nX-More: y");

      assertThat(client.readToEnd()).isEmpty();
      timeouts.hasRisenBy(1);
    }
  }

  @Test
  void framesBeyondTheLimitOfPublishersAreTooBig() throws IOException {
    try (RawClient client = RawClient.shakeHands(service, "/publish/" + stream)) {
      Counting violations = new Counting("iocp.websocket.violations", "rule", "frame-too-big");

      client.send(RawClient.maskedHead(RawClient.BINARY, (32L << 20) + 1));

      assertThat(client.readClosing()).isEqualTo(new Closing(1009, "frame too big"));
      violations.hasRisenBy(1);
    }
  }

  @Test
  void framesBeyondTheLimitOfViewersAreTooBig() throws IOException {
    try (Client publisher = publisher();
        RawClient viewer = RawClient.shakeHands(service, "/watch/" + stream)) {
      Counting violations = new Counting("iocp.websocket.violations", "rule", "frame-too-big");

      viewer.send(RawClient.maskedHead(RawClient.TEXT, 4097));

      assertThat(viewer.readClosing()).isEqualTo(new Closing(1009, "frame too big"));
      violations.hasRisenBy(1);
      assertThat(publisher.isOpen()).isTrue();
    }
  }

  @Test
  void clientSentFramesMustBeMasked() throws IOException {
    try (RawClient client = RawClient.shakeHands(service, "/publish/" + stream)) {
      Counting violations = new Counting("iocp.websocket.violations", "rule", "unmasked-frame");

      client.send(RawClient.unmaskedHead(RawClient.BINARY, 4));

      assertThat(client.readClosing()).isEqualTo(new Closing(1002, "client frames must be masked"));
      violations.hasRisenBy(1);
    }
  }

  @Test
  void textMustBeUtf8() throws IOException {
    try (Client publisher = publisher();
        RawClient viewer = RawClient.shakeHands(service, "/watch/" + stream)) {
      Counting violations = new Counting("iocp.websocket.violations", "rule", "invalid-utf8");

      viewer.send(RawClient.maskedHead(RawClient.TEXT, 2));
      viewer.send(new byte[] {(byte) 0xC0, (byte) 0x80}); // An overlong NUL.

      assertThat(viewer.readClosing()).isEqualTo(new Closing(1007, "text is not valid UTF-8"));
      violations.hasRisenBy(1);
      assertThat(publisher.isOpen()).isTrue();
    }
  }

  @Test
  void aPublisherOfNoKnownContainerLearnsWhatIsAccepted() throws Exception {
    try (Client publisher = publisher()) {
      Counting refused = new Counting("streaming.ingest.refused.unknown.container");

      publisher.send("What is this?".getBytes(US_ASCII));

      assertThat(publisher.closing())
          .isEqualTo(
              new Closing(
                  1003,
                  "stream that starts with bytes 57686174 is not accepted: send fragmented MP4,"
                      + " WebM, MPEG-TS, FLV, H.264, H.265 or JPEG"));
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aPublisherMustNotSendText() throws Exception {
    try (Client publisher = publisher()) {
      Counting refused = new Counting("streaming.ingest.refused.text");

      publisher.send("hello");

      assertThat(publisher.closing())
          .isEqualTo(new Closing(1003, "media must be sent in binary messages"));
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aPublisherOfPlainMp4LearnsHowToFragmentIt() throws Exception {
    try (Client publisher = publisher()) {
      Counting refused = new Counting("streaming.ingest.refused.not.fragmented");

      publisher.send(Files.readAllBytes(SAMPLES.resolve("plain.mp4")));

      assertThat(publisher.closing())
          .isEqualTo(
              new Closing(
                  1003,
                  "MP4 is not fragmented: use ffmpeg -movflags"
                      + " frag_keyframe+empty_moov+default_base_moof"));
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aPublisherOfWhatBrowsersCannotPlayLearnsWhy() throws Exception {
    try (Client publisher = publisher()) {
      Counting refused = new Counting("streaming.ingest.refused.unsupported");

      publisher.send(Files.readAllBytes(SAMPLES.resolve("h264.mkv")));

      assertThat(publisher.closing())
          .isEqualTo(
              new Closing(
                  1003,
                  "WebM cannot carry V_MPEG4/ISO/AVC: use VP8, VP9 or AV1 with Opus or Vorbis"));
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aRefusedPublisherLeavesItsNameToTheNext() throws Exception {
    try (Client refused = publisher()) {
      refused.send("no media");
      assertThat(refused.closing().code()).isEqualTo(1003);
    }
    try (Client next = publisher()) {
      next.send(Files.readAllBytes(SAMPLES.resolve("vp8-live.webm")));

      await().until(() -> service.get("/streams.json").body().contains("\"" + stream + "\""));
      assertThat(next.isOpen()).isTrue();
    }
  }

  @Test
  void aSecondPublisherOfANameIsTurnedAwayAndTheFirstStays() throws Exception {
    Counting refused = new Counting("streaming.ingest.refused.name.taken");
    try (Client first = publisher();
        Client second = publisher()) {
      assertThat(second.closing()).isEqualTo(new Closing(4409, stream + " is already published"));
      refused.hasRisenBy(1);
      first.send(Files.readAllBytes(SAMPLES.resolve("vp8-live.webm")));
      assertThat(first.isOpen()).isTrue();
    }
  }

  @Test
  void aViewerOfAnUnknownStreamIsToldSo() throws Exception {
    Counting refused = new Counting("streaming.playback.refused.unknown.stream");
    try (Client viewer = Client.connect(service.webSocket("/watch/" + stream))) {
      assertThat(viewer.closing()).isEqualTo(new Closing(4404, stream + " is not live"));
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aBadStreamNameIsABadRequest() throws IOException {
    for (String path : new String[] {"/publish/.hidden", "/watch/a%20b"}) {
      try (RawClient client = RawClient.connect(service)) {
        Counting refused = new Counting("iocp.websocket.handshakes.refused");

        client.send(RawClient.handshake(path));

        assertThat(client.readToEnd())
            .startsWith("HTTP/1.1 400 Bad Request\r\n")
            .contains("\r\n\r\nstream name ");
        refused.hasRisenBy(1);
      }
    }
  }

  @Test
  void anUnknownPathIsNotFound() throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      Counting refused = new Counting("iocp.websocket.handshakes.refused");

      client.send(RawClient.handshake("/listen/" + stream));

      assertThat(client.readToEnd()).startsWith("HTTP/1.1 404 Not Found\r\n");
      refused.hasRisenBy(1);
    }
  }

  @Test
  void aPageFromElsewhereMayNotConnect() throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      Counting refused = new Counting("iocp.websocket.handshakes.refused");

      client.send(RawClient.handshake("/watch/" + stream, "Origin: https://elsewhere.example"));

      assertThat(client.readToEnd())
          .startsWith("HTTP/1.1 403 Forbidden\r\n")
          .endsWith("\r\n\r\nconnections from this origin are not allowed\n");
      refused.hasRisenBy(1);
    }
  }

  private Client publisher() {
    return Client.connect(service.webSocket("/publish/" + stream));
  }

  /** Watches a counter from here on. */
  private static final class Counting {

    private final String meter;
    private final String[] tags;
    private final double before;

    Counting(String meter, String... tags) {
      this.meter = meter;
      this.tags = tags;
      this.before = service.count(meter, tags);
    }

    void hasRisenBy(int events) {
      await(meter).until(() -> service.count(meter, tags) == before + events);
    }
  }
}
