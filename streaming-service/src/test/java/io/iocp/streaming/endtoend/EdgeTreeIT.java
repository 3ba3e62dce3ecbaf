package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three servers, each of which fetches from the next what it does not have, and the last one from
 * the first: a tree of depth 3, and a loop for what is nowhere.
 */
@Timeout(240)
class EdgeTreeIT {

  private static final Logger logger = LoggerFactory.getLogger(EdgeTreeIT.class);

  private static final int MOOF = 0x6d6f6f66;

  private static ServerNode origin;
  private static ServerNode middle;
  private static ServerNode edge;

  @BeforeAll
  static void start() throws Exception {
    Capability.requireProgram("ffmpeg");
    int originPort = ServerNode.freePort();
    int middlePort = ServerNode.freePort();
    int edgePort = ServerNode.freePort();
    origin = new ServerNode(originPort, fetchingFrom("urls", edgePort));
    middle = new ServerNode(middlePort, fetchingFrom("urls", originPort));
    edge = new ServerNode(edgePort, fetchingFrom("service", middlePort));
  }

  private static List<String> fetchingFrom(String property, int port) {
    return List.of(
        "--streaming.origins." + property + "=ws://127.0.0.1:" + port,
        "--streaming.origins.token=s3cret-token",
        "--streaming.origins.idle-timeout=1s",
        "--streaming.publisher.grace=60s");
  }

  @AfterAll
  static void stop() {
    for (ServerNode each : new ServerNode[] {edge, middle, origin}) {
      if (each != null) {
        each.close();
      }
    }
  }

  private static FfmpegPublisher publish(String stream) throws Exception {
    return FfmpegPublisher.start(
        origin.process().webSocket("/publish/" + stream),
        TestPicture.FMP4_H264.arguments("320x180", TestPicture.FRAMES_PER_SECOND));
  }

  @Test
  void everyLevelOfATreeGivesTheSameBytesOverOneConnectionEach() throws Exception {
    try (FfmpegPublisher publisher = publish("cam");
        Client near = origin.watch("cam?wait=30s")) {
      await().until(() -> near.media().size() > 5);
      List<Client> far = new ArrayList<>();
      try (Client first = edge.watch("cam");
          Client second = edge.watch("cam");
          Client third = middle.watch("cam")) {
        far.addAll(List.of(first, second, third));
        await().until(() -> far.stream().allMatch(viewer -> viewer.media().size() > 20));
        await().until(() -> edge.stream("cam").path("upstreamDelayMillis").asLong(-1) >= 0);
        await()
            .until(
                () -> first.texts(), texts -> texts.stream().anyMatch(EdgeTreeIT::isLiveFromAfar));
        assertThat(edge.stream("cam").path("hops").asInt()).isEqualTo(2);
        assertThat(middle.stream("cam").path("hops").asInt()).isEqualTo(1);
        assertThat(middle.stream("cam").path("server").asString()).startsWith("ws://127.0.0.1:");
        assertThat(middle.stream("cam").path("viewers").asInt()).as("edge and viewer").isEqualTo(2);
        assertThat(origin.stream("cam").path("viewers").asInt()).as("middle, viewer").isEqualTo(2);
        assertThat(edge.process().get("/api/v1/sources"))
            .contains("RUNNING", "ws://127.0.0.1:")
            .doesNotContain("s3cret");
        assertThat(live(edge, "/live/cam.mp4")).isEqualTo(near.media().get(0));

        publisher.stop();
        for (Client each : far) {
          assertThat(each.closing().code()).isEqualTo(1000);
        }
        assertThat(near.closing().code()).isEqualTo(1000);
        far.forEach(each -> assertIsTheEndOf(near, each));
        report("origin to middle", near, third);
        report("origin to edge, two servers further", near, first);
      }
    }
    await().until(() -> edge.process().meter("streaming_origins_running"), running -> running == 0);
  }

  private static boolean isLiveFromAfar(String text) {
    return text.contains("\"live\"") && text.contains("\"hops\":2");
  }

  /** The init segment over HTTP. */
  private static ByteBuffer live(ServerNode server, String path) throws Exception {
    URI uri = server.process().webSocket(path);
    HttpResponse<InputStream> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http" + uri.toString().substring(2))).build(),
                BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    try (InputStream body = response.body()) {
      ByteBuffer init = ByteBuffer.allocate(4096);
      ByteBuffer box = box(body);
      while (box.getInt(Integer.BYTES) != MOOF) {
        init.put(box);
        box = box(body);
      }
      return init.flip();
    }
  }

  private static ByteBuffer box(InputStream body) throws Exception {
    byte[] size = body.readNBytes(4);
    ByteBuffer box = ByteBuffer.allocate(ByteBuffer.wrap(size).getInt());
    return box.put(size).put(body.readNBytes(box.remaining())).flip();
  }

  static void assertIsTheEndOf(Client near, Client far) {
    List<ByteBuffer> all = near.media();
    List<ByteBuffer> fewer = far.media();
    assertThat(fewer.get(0)).as("init segment").isEqualTo(all.get(0));
    List<ByteBuffer> chunks = fewer.subList(1, fewer.size());
    assertThat(chunks).isEqualTo(all.subList(all.size() - chunks.size(), all.size()));
  }

  /** For people: by how much one came later than the other. */
  static void report(String what, Client near, Client far) {
    List<Long> first = near.arrivals();
    List<Long> second = far.arrivals();
    // What was cached when it joined came later by design.
    int count = Math.min(second.size() - 12, first.size());
    long[] added = new long[Math.max(count, 1)];
    for (int i = 0; i < count; i++) {
      added[i] = second.get(second.size() - 1 - i) - first.get(first.size() - 1 - i);
    }
    Arrays.sort(added);
    logger.info(
        "Delay added, {}: median {} us, p99 {} us of {} chunks",
        what,
        added[added.length / 2] / 1000,
        added[(int) ((added.length - 1) * 0.99)] / 1000,
        count);
  }

  @Test
  void aStreamThatIsNowhereIsToldAtOnceAndALoopIsRefused() throws Exception {
    try (Client viewer = edge.watch("nothing")) {
      Client.Closing closing = viewer.closing();
      assertThat(closing.code()).isEqualTo(4404);
      assertThat(closing.reason()).isEqualTo("nothing is not live");
    }
    assertThat(edge.process().meter("streaming_playback_refused_loop_total")).isPositive();
  }

  @Test
  void viewersWaitWhenAServerIsLostAndGoOnWhenItIsBack() throws Exception {
    try (FfmpegPublisher publisher = publish("door");
        Client viewer = edge.watch("door?wait=30s")) {
      await().until(() -> viewer.media().size() > 5);
      middle.kill();
      await().until(() -> viewer.texts().stream().anyMatch(text -> text.contains("\"waiting\"")));
      middle.startAgain();
      int before = viewer.media().size();
      await().until(() -> viewer.media().size() > before + 10);
      assertThat(viewer.isOpen()).isTrue();
      publisher.stop();
      assertThat(viewer.closing().code()).isEqualTo(1000);
    }
  }
}
