package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.CallbackServer;
import io.iocp.streaming.endtoend.Rights.Kind;
import io.iocp.streaming.endtoend.Rights.Shown;
import io.iocp.streaming.media.input.Recording;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is recorded, what is past and what another server has, against every kind of right. */
@Timeout(180)
class RightsElsewhereIT {

  private static final String PEER = "peer-Kd82nVx51s";
  private static final Shown OPERATOR =
      Shown.authorization(RunningService.basic(RunningService.OPERATOR, RunningService.PASSWORD));

  /** They carry no right to list: one is for a single name, of the other each name is asked. */
  private static final Set<String> LIST_NOTHING = Set.of("callback", "ticket");

  @TempDir private Path directory;

  @Test
  void whatIsRecordedAndWhatIsPastIsForWhoMayWatch() throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(Rights::decide);
        RunningService service = startRecording(issuer, callback)) {
      String hall = record(service, "hall");
      String attic = record(service, "attic");
      List<Kind> kinds =
          Rights.kinds(issuer, service).stream().filter(kind -> !kind.isOfSocketsOnly()).toList();
      for (Kind kind : kinds) {
        checkRecordings(service, kind, hall, attic);
      }
      try (PacedPublisher publisher =
          PacedPublisher.start(
              service, "hall", MediaPieces.longAndSmall(), Duration.ofMillis(50))) {
        goBackAndBeRevoked(service, kinds);
        assertThat(publisher.sent()).isPositive();
      }
    }
  }

  private RunningService startRecording(Issuer issuer, CallbackServer callback) throws Exception {
    List<String> more =
        new ArrayList<>(
            List.of(
                "--streaming.recording.directory=" + directory.resolve("recordings"),
                "--streaming.recording.streams=hall,attic",
                "--streaming.recording.min-free-disk=1MB",
                "--streaming.publisher.grace=0s"));
    AccessTableIT.rule(more, 5, "address:127.0.0.0/8", "publish", "hall,attic");
    return Rights.start(issuer, callback, directory, more.toArray(String[]::new));
  }

  /** Publishes a few seconds, and says what the recording of them is called. */
  private static String record(RunningService service, String stream) throws Exception {
    try (Client publisher = Client.connect(service.webSocket("/publish/" + stream))) {
      publisher.send(Recording.resource("h264-frag-keyframe.mp4"));
    }
    String path = "/api/v1/recordings?stream=" + stream;
    await().until(() -> service.administer("GET", path).body().contains("\"running\":false"));
    return JsonMapper.shared()
        .readTree(service.administer("GET", path).body())
        .at("/recordings/0/id")
        .asString();
  }

  private static void checkRecordings(RunningService service, Kind kind, String hall, String attic)
      throws Exception {
    String who = kind.who();
    Shown toHall = kind.right().show("watch", "hall");
    assertThat(Rights.head(service, "/recordings/" + hall + ".mp4", toHall))
        .as(who)
        .startsWith("HTTP/1.1 " + kind.watch() + " ");
    for (String other : List.of(attic, "attic~1")) {
      assertThat(
              Rights.head(
                  service, "/recordings/" + other + ".mp4", kind.right().show("watch", "attic")))
          .as(who + " " + other)
          .startsWith("HTTP/1.1 " + kind.elsewhere() + " ");
    }
    String list = Rights.body(service, "/recordings.json", kind.right().show("watch", "hall"));
    assertThat(list).as(who).doesNotContain("\"attic\"");
    assertThat(list.contains("\"hall\""))
        .as(who + " lists what he may watch")
        .isEqualTo(kind.watch() == 200 && !LIST_NOTHING.contains(who));
    String path = "/api/v1/recordings/" + hall + "/media";
    assertThat(Rights.get(service, path, kind.right().show("watch", "hall")))
        .as(who + " " + path)
        .isEqualTo(kind.administration());
  }

  /** A viewer in the past is one like others: his right ends there, too. */
  private static void goBackAndBeRevoked(RunningService service, List<Kind> kinds)
      throws Exception {
    Map<String, RawClient> past = new HashMap<>();
    try {
      for (Kind kind : kinds) {
        if (kind.watch() == 200) {
          Shown shown = kind.right().show("watch", "hall");
          RawClient viewer = RawClient.connect(service);
          past.put(kind.who(), viewer);
          viewer.send(
              RawClient.handshake(
                  shown.path("/watch/hall?wait=60s"), shown.headers().toArray(String[]::new)));
          assertThat(viewer.readHead()).as(kind.who()).startsWith("HTTP/1.1 101 ");
          awaitFrame(viewer, RawClient.BINARY, "");
          viewer.sendText("{\"type\":\"seek\",\"to\":\"-500ms\"}");
          awaitFrame(viewer, RawClient.TEXT, "\"type\":\"past\"");
        }
      }
      for (String key : List.of("token:camera", "user:dora", "user:anna", "callback")) {
        service.administerJson("POST", "/api/v1/access/revocations", "{\"key\":\"" + key + "\"}");
      }
      for (Map.Entry<String, RawClient> each : past.entrySet()) {
        RawClient.Frame frame = each.getValue().readFrame();
        while (!frame.isClosing()) {
          frame = each.getValue().readFrame();
        }
        assertThat(frame.closing())
            .as(each.getKey())
            .isEqualTo(new Client.Closing(4401, "access was revoked"));
      }
      assertThat(past).hasSize(6);
    } finally {
      for (RawClient viewer : past.values()) {
        viewer.close();
      }
    }
  }

  private static void awaitFrame(RawClient viewer, int opcode, String text) throws Exception {
    RawClient.Frame frame = viewer.readFrame();
    while (frame.opcode() != opcode
        || !StandardCharsets.ISO_8859_1.decode(frame.payload()).toString().contains(text)) {
      assertThat(frame.isClosing()).isFalse();
      frame = viewer.readFrame();
    }
  }

  @Test
  void whatAnotherServerOfTheClusterHasIsForWhoMayWatchAndFetchedForNobodyElse() throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(Rights::decide);
        RedisServer redis = RedisServer.start();
        RunningService owner = startServer(issuer, callback, redis, "owner");
        RunningService other = startServer(issuer, callback, redis, "other");
        RawClient hall = publishing(owner, "hall");
        RawClient attic = publishing(owner, "attic")) {
      String cluster = "/api/v1/cluster";
      await()
          .until(
              () -> other.administer("GET", cluster).body(),
              all -> all.contains("\"hall\"") && all.contains("\"attic\""));
      Set<String> added = new TreeSet<>(MappedRoutes.ofTheWebPort(other));
      added.removeAll(AccessRoutes.webPort());
      assertThat(added).as("what a cluster adds to the table").containsExactly("GET " + cluster);

      List<Kind> kinds = Rights.kinds(issuer, other);
      for (Kind kind : kinds) {
        Shown shown = kind.right().show("watch", "attic");
        assertThat(Rights.status(other, "WS /watch/{stream}", "attic", shown))
            .as(kind.who())
            .isEqualTo(kind.elsewhere());
        if (!kind.isOfSocketsOnly()) {
          assertThat(Rights.get(other, cluster, shown))
              .as(kind.who())
              .isEqualTo(kind.administration());
        }
        if (kind.administration() == 200) {
          assertThat(Rights.body(other, cluster, shown))
              .as(kind.who() + " is shown what he may list")
              .contains("\"hall\"")
              .doesNotContain("attic");
        }
      }
      assertThat(other.count("streaming.origins.requested"))
          .as("fetched for who may not watch")
          .isZero();
      for (Kind kind : kinds) {
        Shown shown = kind.right().show("watch", "hall");
        assertThat(Rights.status(other, "WS /watch/{stream}", "hall", shown))
            .as(kind.who())
            .isEqualTo(kind.watch());
      }
      fetchesByItsOwnRightAlone(owner, other);
      assertThat(hall).isNotSameAs(attic);
    }
  }

  /** A server watches at another by its token, which can be revoked there as any. */
  private static void fetchesByItsOwnRightAlone(RunningService owner, RunningService other)
      throws Exception {
    String sessions = "/api/v1/access/sessions?name=attic&key=token:peer";
    try (RawClient viewer = RawClient.connect(other)) {
      viewer.send(
          RawClient.handshake("/watch/attic?wait=60s", OPERATOR.headers().toArray(String[]::new)));
      assertThat(viewer.readHead()).startsWith("HTTP/1.1 101 ");
      JsonNode session =
          await()
              .until(
                  () ->
                      JsonMapper.shared()
                          .readTree(owner.administer("GET", sessions).body())
                          .at("/sessions/0"),
                  found -> !found.isMissingNode());
      assertThat(session.at("/action").asString()).isEqualTo("watch");
      double refused = owner.count("streaming.access.refused.revoked");
      owner.administerJson("POST", "/api/v1/access/revocations", "{\"key\":\"token:peer\"}");
      await().until(() -> owner.count("streaming.access.refused.revoked") > refused);
      assertThat(owner.administer("GET", sessions).body()).contains("\"sessions\":[]");
    }
  }

  private RunningService startServer(
      Issuer issuer, CallbackServer callback, RedisServer redis, String name) throws Exception {
    int port = ServerNode.freePort();
    List<String> more =
        new ArrayList<>(
            List.of(
                "--iocp.port=" + port,
                "--streaming.cluster.redis.url=" + redis.url(),
                "--streaming.cluster.address=ws://127.0.0.1:" + port,
                "--streaming.cluster.token=" + PEER,
                "--streaming.security.tokens.peer.hashes[0]=" + AccessTableIT.hash(PEER)));
    AccessTableIT.rule(more, 5, "token:peer", "watch", "*");
    return Rights.start(issuer, callback, directory.resolve(name), more.toArray(String[]::new));
  }

  /** A publisher that has sent nothing yet: its stream is there. */
  private static RawClient publishing(RunningService service, String name) throws Exception {
    RawClient client = RawClient.connect(service);
    client.send(RawClient.handshake("/publish/" + name, OPERATOR.headers().toArray(String[]::new)));
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }
}
