package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.iocp.job.Job;
import io.iocp.job.SubmitOutcome;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every operation of the administration API on the real service, with real clients connected. */
@Timeout(300)
class AdministrationIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static final String SETTINGS = "/api/v1/settings";

  @TempDir private static Path files;

  private static RunningService service;
  private static byte[] picture;

  private Client publisher;
  private Client viewer;

  @BeforeAll
  static void start() throws Exception {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    picture = Files.readAllBytes(Path.of("src/test/resources/media/jpeg.mjpeg"));
    service =
        RunningService.open(
            Engine.NIO,
            "--streaming.files.directory=" + files,
            "--streaming.files.write=true",
            "--iocp.admin.users.anna.password=reads",
            "--iocp.admin.users.anna.role=viewer");
  }

  @AfterAll
  static void stop() {
    service.close();
    Awaitility.reset();
  }

  @BeforeEach
  void connect() throws Exception {
    publisher = Client.connect(service.webSocket("/publish/camera"));
    publisher.send(picture);
    await()
        .until(() -> json("/api/v1/streams").at("/streams/0/format").asString("").equals("jpeg"));
    viewer = Client.connect(service.webSocket("/watch/camera"));
    await().until(() -> !viewer.texts().isEmpty());
  }

  @AfterEach
  void disconnect() {
    publisher.close();
    viewer.close();
    await().until(() -> json("/api/v1/clients").at("/matching").asInt() == 0);
  }

  @Test
  void clientsAreListedFoundShownAndDisconnected() throws Exception {
    JsonNode all = json("/api/v1/clients?sort=-age");
    assertThat(all.at("/matching").asInt()).isEqualTo(2);
    assertThat(all.at("/clients/0/path").asString()).isEqualTo("/publish/camera");

    JsonNode watching = json("/api/v1/clients?q=/watch/&state=OPEN").at("/clients/0");
    long id = watching.at("/id").asLong();
    JsonNode one = json("/api/v1/clients/" + id);
    assertThat(one.at("/protocol").asString()).isEqualTo("websocket");
    assertThat(one.at("/sentBytes").asLong()).isPositive();
    assertThat(one.at("/pendingIo/RECEIVE").asInt()).isEqualTo(1);
    assertThat(one.at("/nextSendSequence").asInt()).isPositive();

    assertThat(status("DELETE", "/api/v1/clients/" + id + "?code=4000&reason=lunch"))
        .isEqualTo(202);
    assertThat(viewer.closing()).isEqualTo(new Client.Closing(4000, "lunch"));
    await().until(() -> status("DELETE", "/api/v1/clients/" + id) == 404);
  }

  @Test
  void aViewerIsKickedOutOfAStream() throws Exception {
    JsonNode watching = json("/api/v1/streams/camera/viewers").at("/viewers");
    assertThat(watching.size()).isEqualTo(1);
    assertThat(watching.at("/0/behind").asBoolean()).isFalse();
    long id = watching.at("/0/client").asLong();
    long publishing = json("/api/v1/streams/camera").at("/publisher").asLong();

    assertThat(status("DELETE", "/api/v1/streams/camera/viewers/" + publishing)).isEqualTo(404);
    assertThat(status("DELETE", "/api/v1/streams/camera/viewers/" + id + "?reason=go"))
        .isEqualTo(202);
    assertThat(viewer.closing()).isEqualTo(new Client.Closing(1008, "go"));
    assertThat(publisher.isOpen()).isTrue();
  }

  @Test
  void aStreamIsStoppedForItsPublisherAndItsViewers() throws Exception {
    JsonNode stream = json("/api/v1/streams/camera");
    assertThat(stream.at("/viewers").asInt()).isEqualTo(1);
    assertThat(stream.at("/laggards").asInt()).isZero();
    assertThat(stream.at("/receivedBytes").asLong()).isPositive();

    assertThat(status("DELETE", "/api/v1/streams/camera?code=4001&reason=enough")).isEqualTo(202);
    assertThat(publisher.closing()).isEqualTo(new Client.Closing(4001, "enough"));
    assertThat(viewer.closing()).isEqualTo(new Client.Closing(1000, "stream has ended"));
    await().until(() -> status("GET", "/api/v1/streams/camera") == 404);
  }

  @Test
  void aBannedAddressIsDisconnectedAndRefusedUntilTheBanIsLifted() throws Exception {
    HttpResponse<String> added =
        service.administerJson(
            "POST",
            "/api/v1/bans",
            "{\"range\":\"127.0.0.0/8\",\"reason\":\"noise\",\"expiresInSeconds\":3600,"
                + "\"disconnect\":true}");
    try {
      assertThat(added.statusCode()).isEqualTo(201);
      assertThat(added.headers().firstValue("Location")).hasValue("/api/v1/bans/127.0.0.0/8");
      assertThat(viewer.closing()).isEqualTo(new Client.Closing(1008, "banned"));
      assertThat(publisher.closing().code()).isEqualTo(1008);
      assertThat(RawClient.isRefused(service)).isTrue();
      JsonNode ban = json("/api/v1/bans").at("/bans/0");
      assertThat(ban.at("/range").asString()).isEqualTo("127.0.0.0/8");
      assertThat(ban).isEqualTo(json("/api/v1/bans/127.0.0.0/8"));
      assertThat(
              service
                  .administerJson("POST", "/api/v1/bans", "{\"range\":\"127.0.0.0/8\"}")
                  .statusCode())
          .as("asking twice is asking once")
          .isEqualTo(200);
    } finally {
      assertThat(status("DELETE", "/api/v1/bans/127.0.0.0/8")).isEqualTo(204);
    }
    assertThat(status("DELETE", "/api/v1/bans/127.0.0.0/8")).isEqualTo(404);
    try (RawClient admitted = RawClient.shakeHands(service, "/watch/nobody")) {
      assertThat(admitted.readClosing().code()).isEqualTo(4404);
    }
  }

  @Test
  void anAddressOnTheDenyListIsDisconnectedAndRefusedUntilItIsRemoved() throws Exception {
    String entry = "/api/v1/addresses/deny/127.0.0.0/8";
    HttpResponse<String> refused =
        service.administerJson("POST", "/api/v1/addresses/deny", "{\"range\":\"127.0.0.0/8\"}");
    assertThat(refused.statusCode()).as("it is ours").isEqualTo(409);
    HttpResponse<String> added =
        service.administerJson(
            "POST",
            "/api/v1/addresses/deny",
            "{\"range\":\"127.0.0.0/8\",\"disconnect\":true,\"force\":true}");
    try {
      assertThat(added.statusCode()).isEqualTo(201);
      assertThat(added.headers().firstValue("Location")).hasValue(entry);
      assertThat(viewer.closing()).isEqualTo(new Client.Closing(1008, "address not allowed"));
      assertThat(publisher.closing().code()).isEqualTo(1008);
      assertThat(RawClient.isRefused(service)).isTrue();
    } finally {
      assertThat(status("DELETE", entry)).isEqualTo(204);
    }
    assertThat(status("DELETE", entry)).isEqualTo(404);
    RawClient.shakeHands(service, "/watch/nobody").close();
  }

  @Test
  void jobWorkersAreAddedAndRemovedWhileTheServerRuns() throws Exception {
    int before = json("/api/v1/workers").at("/jobs/count").asInt();
    HttpResponse<String> more =
        service.administerJson("PUT", "/api/v1/workers/jobs", "{\"count\":" + (before + 3) + "}");
    assertThat(more.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(more.body()).at("/count").asInt()).isEqualTo(before + 3);
    assertThat(service.transport().jobs().workers()).isEqualTo(before + 3);

    service.administerJson("PUT", "/api/v1/workers/jobs", "{\"count\":" + before + "}");
    assertThat(json("/api/v1/workers").at("/jobs/count").asInt()).isEqualTo(before);
    assertThat(json("/api/v1/workers").at("/io/0/alive").asBoolean()).isTrue();
  }

  @Test
  void aRunningJobIsSeenAndCancelled() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Job job = Job.of("wait for nothing", never::await);
    assertThat(service.transport().jobs().submit(job)).isEqualTo(SubmitOutcome.ACCEPTED);
    String path = "/api/v1/jobs/" + job.id();
    await().until(() -> json(path).at("/state").asString().equals("RUNNING"));
    JsonNode list = json("/api/v1/jobs");
    assertThat(list.at("/jobs/0/name").asString()).isEqualTo("wait for nothing");
    assertThat(list.at("/queue/running").asInt()).isEqualTo(1);

    assertThat(status("DELETE", path)).isEqualTo(202);
    await().until(() -> status("GET", path) == 404);
    assertThat(json("/api/v1/jobs").at("/queue/cancelled").asInt()).isPositive();
    assertThat(status("DELETE", path)).isEqualTo(404);
  }

  @Test
  void theServerSaysWhatItIs() throws Exception {
    JsonNode server = json("/api/v1/server");
    assertThat(server.at("/engine/name").asString()).isEqualTo("nio");
    assertThat(server.at("/name").asString()).isEqualTo("iocp-streaming");
    assertThat(server.at("/connections").asInt()).isEqualTo(2);
    assertThat(server.at("/drain/on").asBoolean()).isFalse();
    await().until(() -> json("/api/v1/server/statistics").at("/seconds").size() > 1);
  }

  @Test
  void aServerThatIsDrainedRefusesTrafficAndLetsItsClientsGoPublishersLast() throws Exception {
    String drain = "/api/v1/server/drain";
    try {
      assertThat(service.administerJson("PUT", drain, "{}").statusCode()).isEqualTo(200);
      assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
      assertThat(json(drain).at("/disconnectUntil").isNull()).isTrue();
      assertThat(viewer.isOpen()).as("clients may stay").isTrue();

      HttpResponse<String> begun =
          service.administerJson("PUT", drain, "{\"disconnectOverSeconds\":1}");
      assertThat(begun.statusCode()).isEqualTo(200);
      assertThat(JSON.readTree(begun.body()).at("/on").asBoolean()).isTrue();
      assertThat(JSON.readTree(begun.body()).at("/total").asInt()).isEqualTo(2);
      assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
      assertThat(viewer.closing().code()).isEqualTo(1001);
      assertThat(publisher.closing().code()).isEqualTo(1001);
      await().until(() -> json(drain).at("/told").asInt() == 2);
      assertThat(RawClient.isRefused(service)).isTrue();

      JsonNode again =
          JSON.readTree(
              service.administerJson("PUT", drain, "{\"disconnectOverSeconds\":60}").body());
      assertThat(again.at("/since"))
          .as("asking twice is asking once")
          .isEqualTo(json(drain).at("/since"));
      assertThat(service.transport().draining().snapshot().told()).isEqualTo(2);
    } finally {
      assertThat(status("DELETE", drain)).isEqualTo(200);
    }
    assertThat(service.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(json(drain).at("/since").isNull()).isTrue();
    try (RawClient admitted = RawClient.shakeHands(service, "/watch/nobody")) {
      assertThat(admitted.readClosing().code()).isEqualTo(4404);
    }
  }

  @Test
  void aFileThatAClientLeavesIsSeenAndCancelled() throws Exception {
    Path part = Files.write(files.resolve(".held.bin.part"), new byte[1 << 10]);
    try (EventStream events = service.events("?types=files");
        Client client = Client.connect(service.webSocket("/files/held.bin"))) {
      client.send("{\"type\":\"info\",\"size\":1048576,\"sha256\":\"" + EMPTY_SHA256 + "\"}");
      await()
          .until(
              () -> json("/api/v1/files").at("/transfers/0/state").asString("").equals("OFFERED"));
      JsonNode transfer = json("/api/v1/files").at("/transfers/0");
      assertThat(transfer.at("/name").asString()).isEqualTo("held.bin");
      assertThat(transfer.at("/direction").asString()).isEqualTo("RECEIVING");
      assertThat(transfer.at("/totalBytes").asLong()).isEqualTo(1 << 20);
      long id = transfer.at("/id").asLong();
      String path = "/api/v1/files/" + id;
      assertThat(json(path)).isEqualTo(transfer);
      assertThat(json("/api/v1/clients/" + transfer.at("/client").asLong()).at("/path").asString())
          .isEqualTo("/files/held.bin");
      events.await("files", data -> data.at("/transfers/0/id").asLong() == id);

      assertThat(service.administer("DELETE", path, "anna", "reads").statusCode()).isEqualTo(403);
      assertThat(status("DELETE", path)).isEqualTo(202);
      await().until(() -> status("GET", path) == 404);
      assertThat(status("DELETE", path)).isEqualTo(404);
      await().until(() -> client.texts().size() == 2);
      assertThat(JSON.readTree(client.texts().get(1)).at("/code").asString())
          .isEqualTo("cancelled");
      events.await("files", data -> contains(data.at("/ended"), id));
      assertThat(files.resolve("held.bin")).doesNotExist();
      assertThat(part).as("to be gone on with").exists();
    }
  }

  @Test
  void aFileIsOfferedToAClientThatTakesItOrIsToldThatItIsCalledOff() throws Exception {
    Files.writeString(files.resolve("news.txt"), "hello");
    try (Client reader = Client.connect(service.webSocket("/files"))) {
      long client = json("/api/v1/clients?q=/files").at("/clients/0/id").asLong();
      String offer = "{\"client\":" + client + ",\"name\":\"news.txt\"}";
      HttpResponse<String> begun = service.administerJson("POST", "/api/v1/files", offer);
      assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
      String path = begun.headers().firstValue("Location").orElseThrow();
      await().until(() -> reader.texts().size() == 1);
      assertThat(JSON.readTree(reader.texts().get(0)).at("/type").asString()).isEqualTo("info");
      assertThat(service.administerJson("POST", "/api/v1/files", offer))
          .satisfies(isProblem(409, "transfer-refused"));

      assertThat(status("DELETE", path)).isEqualTo(202);
      await().until(() -> reader.texts().size() == 2);
      assertThat(JSON.readTree(reader.texts().get(1)).at("/code").asString())
          .isEqualTo("cancelled");
      await().until(() -> status("GET", path) == 404);

      service.administerJson("POST", "/api/v1/files", offer);
      await().until(() -> reader.texts().size() == 3);
      JsonNode info = JSON.readTree(reader.texts().get(2));
      reader.send("{\"type\":\"start\",\"offset\":0,\"sha256\":\"" + EMPTY_SHA256 + "\"}");
      await().until(() -> reader.file().length == 5);
      assertThat(reader.file()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
      reader.send(
          "{\"type\":\"completed\",\"size\":5,\"sha256\":\""
              + info.at("/sha256").asString()
              + "\"}");
      await().until(() -> json("/api/v1/files").at("/transfers").isEmpty());

      assertThat(
              service.administerJson(
                  "POST", "/api/v1/files", "{\"client\":" + client + ",\"name\":\"none\"}"))
          .satisfies(isProblem(404, "file-not-found"));
      assertThat(
              service.administerJson(
                  "POST", "/api/v1/files", "{\"client\":" + client + ",\"name\":\"../x\"}"))
          .satisfies(isProblem(400, "invalid-parameter"));
    }
  }

  @Test
  void whoWatchesIsToldWhatHappens() throws Exception {
    try (EventStream events = service.events("")) {
      JsonNode statistics =
          events.await("statistics", data -> data.at("/connections").asInt() == 2).data();
      assertThat(statistics.at("/pendingIo").asInt()).isPositive();
      assertThat(statistics.at("/freeBuffers").asInt()).isPositive();
      assertThat(statistics.at("/p99DelayMicros").asLong()).isPositive();
      assertThat(statistics.at("/streams").asInt()).isOne();
      assertThat(statistics.at("/viewers").asInt()).isOne();
      assertThat(statistics.at("/viewerDelayMillis").isNumber()).isTrue();
      assertThat(statistics.at("/usedHeapBytes").asLong()).isPositive();

      publisher.send(picture);
      events.await("statistics", data -> data.at("/receivedBytesPerSecond").asLong() > 0);
      events.await("statistics", data -> data.at("/sentBytesPerSecond").asLong() > 0);
      events.await("streams", data -> data.at("/streams/0/name").asString("").equals("camera"));

      long before = json("/api/v1/clients?q=/watch/").at("/clients/0/id").asLong();
      viewer.close();
      events.await("clients", data -> contains(data.at("/disconnected"), before));
      try (Client another = Client.connect(service.webSocket("/watch/camera"))) {
        events.await(
            "clients", data -> data.at("/connected/0/path").asString("").equals("/watch/camera"));
        assertThat(another.isOpen()).isTrue();
      }

      service.administer("DELETE", "/api/v1/streams/camera?reason=enough");
      events.await(
          "log",
          data ->
              data.at("/logger").asString().equals("io.iocp.admin.audit")
                  && data.at("/message").asString().contains("DELETE /api/v1/streams/camera"));
      events.await("streams", data -> data.at("/ended/0").asString("").equals("camera"));
    }
  }

  @Test
  void whoWatchesChoosesWhatToHearAndMissesNothingWhileAway() throws Exception {
    String lastSeen;
    try (EventStream events = service.events("?types=statistics&level=ERROR")) {
      events.await("statistics", data -> true);
      assertThat(events.events()).allMatch(event -> event.type().equals("statistics"));
      lastSeen = events.events().get(0).id();
    }
    await().until(() -> service.gauge("iocp.admin.events.subscribers") == 0);
    try (EventStream back = service.events("?types=statistics", "Last-Event-ID", lastSeen)) {
      back.await("statistics", data -> true);
      assertThat(back.events().get(0).id()).isNotEqualTo(lastSeen);
    }
    try (EventStream stranger = service.events("?types=statistics", "Last-Event-ID", "another-1")) {
      assertThat(stranger.await("reset", data -> true).data().isEmpty()).isTrue();
    }
  }

  @Test
  void theLogShowsItsEndButNoSecrets() throws Exception {
    LoggerFactory.getLogger("test").warn("login with password=hunter2 failed");
    await()
        .until(
            () ->
                service
                    .administer("GET", "/api/v1/logs?level=WARN&limit=5")
                    .body()
                    .contains("password=***"));
    assertThat(service.administer("GET", "/api/v1/logs?level=TRACE&limit=1000").body())
        .doesNotContain("hunter2", RunningService.PASSWORD);
  }

  @Test
  void settingsAreChangedAsOneAndOnlyByWhoKnowsThem() throws Exception {
    HttpResponse<String> read = service.administer("GET", SETTINGS);
    String tag = read.headers().firstValue("ETag").orElseThrow();
    JsonNode before = JSON.readTree(read.body());
    assertThat(before.at("/restart/iocp.port").asString()).isNotEmpty();
    int maximum = before.at("/maximumConnections").asInt();

    assertThat(patch("{\"maximumConnections\": 5}"))
        .satisfies(isProblem(428, "precondition-required"));
    assertThat(patch("{\"maximumConnections\": 5, \"idleTimeoutMillis\": 0}", "If-Match", tag))
        .satisfies(isProblem(422, "invalid-settings"));
    assertThat(patch("{\"restart\": {\"iocp.port\": \"1\"}}", "If-Match", tag))
        .satisfies(isProblem(422, "setting-needs-restart"));
    assertThat(patch("{\"maximumConnections\": \"5\"}", "If-Match", tag))
        .satisfies(isProblem(400, "invalid-body"));
    assertThat(patch("{\"shoeSize\": 5}", "If-Match", tag))
        .satisfies(isProblem(400, "invalid-body"));
    assertThat(patch("[]", "If-Match", tag)).satisfies(isProblem(400, "invalid-body"));
    assertThat(json(SETTINGS).at("/maximumConnections").asInt())
        .as("nothing of it applies")
        .isEqualTo(maximum);

    HttpResponse<String> changed = patch("{\"maximumConnections\": 2}", "If-Match", tag);
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(JSON.readTree(changed.body()).at("/maximumConnections").asInt()).isEqualTo(2);
    assertThat(RawClient.isRefused(service)).as("the third client").isTrue();
    assertThat(patch("{\"maximumConnections\": 3}", "If-Match", tag))
        .satisfies(isProblem(412, "precondition-failed"));
    assertThat(patch("{\"maximumConnections\": " + maximum + "}", "If-Match", "*").statusCode())
        .isEqualTo(200);
  }

  private static HttpResponse<String> patch(String json, String... headers) throws Exception {
    return service.administerJson("PATCH", SETTINGS, json, headers);
  }

  private static Consumer<HttpResponse<String>> isProblem(int status, String type) {
    return answer -> {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(JSON.readTree(answer.body()).at("/type").asString())
          .isEqualTo("urn:iocp:problem:" + type);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          POST   | /api/v1/bans          | {                             | 400 | invalid-body
          POST   | /api/v1/bans          | []                            | 400 | invalid-body
          POST   | /api/v1/bans          | {"range": {}}                 | 400 | invalid-body
          POST   | /api/v1/bans          | {}                            | 400 | invalid-parameter
          POST   | /api/v1/bans          | {"range": "10.0.0.0/8", "expiresInSecond": 5} | 400 | invalid-body
          POST   | /api/v1/bans          | {"range": "here"}             | 400 | invalid-parameter
          POST   | /api/v1/bans          | {"range": "10.1.2.3/8"}       | 400 | invalid-parameter
          POST   | /api/v1/bans          | {"range": "10.0.0.0/8", "expiresInSeconds": 0} | 400 | invalid-parameter
          POST   | /api/v1/bans          | {"range": "10.0.0.0/8", "expires": "2001-01-01T00:00:00Z"} | 400 | invalid-parameter
          PUT    | /api/v1/workers/jobs  | {"count": 0}                  | 400 | invalid-parameter
          PUT    | /api/v1/workers/jobs  | {"count": "many"}             | 400 | invalid-body
          PUT    | /api/v1/server/drain  | {"disconnectOverSeconds": -1} | 400 | invalid-parameter
          POST   | /api/v1/files         | {"name": "f"}                 | 400 | invalid-parameter
          POST   | /api/v1/files         | {"client": 99999, "name": "f"} | 404 | client-not-found
          GET    | /api/v1/files?limit=0 | {}                            | 400 | invalid-parameter
          DELETE | /api/v1/files/99999   | {}                            | 404 | transfer-not-found
          DELETE | /api/v1/clients/99999 | {}                            | 404 | client-not-found
          DELETE | /api/v1/clients/abc   | {}                            | 400 | invalid-parameter
          GET    | /api/v1/streams/none  | {}                            | 404 | stream-not-found
          DELETE | /api/v1/jobs/99999    | {}                            | 404 | job-not-found
          GET    | /api/v1/bans/1.2.3.4/32 | {}                          | 404 | ban-not-found
          POST   | /api/v1/addresses/deny | {"range": "here"}            | 400 | invalid-parameter
          POST   | /api/v1/addresses/here | {"range": "10.0.0.0/8"}      | 400 | invalid-parameter
          POST   | /api/v1/addresses/allow | {"range": "10.0.0.0/8"}     | 409 | shuts-out-caller
          GET    | /api/v1/addresses/deny/1.2.3.4/32 | {}                | 404 | address-not-listed
          GET    | /api/v1/bans/1.2.3.4/33 | {}                          | 400 | invalid-parameter
          GET    | /api/v1/events?types=rumours | {}                     | 400 | invalid-parameter
          PATCH  | /api/v1/server        | {}                            | 405 | method-not-allowed
          GET    | /api/v1/nothing       | {}                            | 404 | not-found
          """)
  void whatIsWrongWithARequestIsAProblemWithAType(
      String method, String path, String body, int status, String type) throws Exception {
    HttpResponse<String> answer = service.administerJson(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.at("/type").asString()).isEqualTo("urn:iocp:problem:" + type);
    assertThat(problem.at("/detail").asString()).isNotBlank().doesNotContain("io.iocp", "java.");
  }

  private static boolean contains(JsonNode ids, long id) {
    for (JsonNode one : ids) {
      if (one.asLong() == id) {
        return true;
      }
    }
    return false;
  }

  private static int status(String method, String path) throws Exception {
    return service.administer(method, path).statusCode();
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = service.administer("GET", path);
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
