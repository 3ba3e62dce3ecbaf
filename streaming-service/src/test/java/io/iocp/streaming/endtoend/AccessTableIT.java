package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.CallbackServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every route against every kind of right, with real tokens of a real issuer. */
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class AccessTableIT {

  private static final String TOKEN = "camera-Zx81kQ0vV7";
  private static final String PASSWORD = "password-of-anna-9d";
  private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([\\w-]+)\"");

  @TempDir private Path files;
  @TempDir private Path recordings;

  /**
   * Somebody, and what is expected.
   *
   * @param authorization the header, or null for nobody
   * @param watch status of watching the stream hall: 200 where it is let in
   * @param publish status of publishing the stream door
   * @param file status of the file report.txt
   * @param lists the names listed, of hall, door and secret, which are live
   * @param administration status of the administration's REST resources
   */
  private record Row(
      String who,
      @Nullable String authorization,
      int watch,
      int publish,
      int file,
      List<String> lists,
      int administration) {}

  @Test
  void everyRouteAsksTheSameOfEveryKindOfRight(CapturedOutput output) throws Exception {
    try (Issuer issuer = new Issuer();
        RunningService service = start(issuer);
        RawClient hall = live(service, "hall");
        RawClient door = live(service, "door");
        RawClient secret = live(service, "secret")) {
      String role = "Bearer " + issuer.sign(Issuer.claims("rosa").claim("roles", List.of("staff")));
      String claim = "Bearer " + issuer.sign(Issuer.claims("carl").claim("camera", "door"));
      String carried =
          "Bearer "
              + issuer.sign(
                  Issuer.claims("dora")
                      .claim("watch", List.of("hall", "hall2", "door"))
                      .claim("publish", "door")
                      .claim("files", "report.txt"));
      String none = "Bearer " + issuer.sign(Issuer.claims("emil"));
      String operator =
          "Bearer " + issuer.sign(Issuer.claims("olga").claim("roles", List.of("operator")));
      String expired =
          issuer.sign(Issuer.claims("anna", Duration.ofMinutes(-5)).claim("watch", "*"));
      String unsigned = Issuer.unsigned(Issuer.claims("anna").claim("watch", "*"));
      String confused = issuer.signByPublicKey(Issuer.claims("anna").claim("watch", "*"));
      String foreign = issuer.signByAnother(Issuer.claims("anna").claim("watch", "*"));
      List<Row> table =
          List.of(
              new Row("nobody", null, 401, 401, 401, List.of(), 401),
              new Row("a user", basic("anna", PASSWORD), 200, 403, 200, List.of("hall"), 200),
              new Row("a token", "Bearer " + TOKEN, 403, 200, 403, List.of("door"), 401),
              new Row("a role", role, 200, 403, 403, List.of("hall", "secret"), 403),
              new Row("a claim", claim, 200, 403, 403, List.of("hall"), 403),
              new Row("carried", carried, 200, 200, 200, List.of("hall", "door"), 403),
              new Row("no right", none, 403, 403, 403, List.of(), 403),
              new Row("operator", operator, 403, 403, 403, List.of(), 200),
              new Row("unknown", "Bearer unknown", 401, 401, 401, List.of(), 401),
              new Row("expired", "Bearer " + expired, 401, 401, 401, List.of(), 401),
              new Row("alg none", "Bearer " + unsigned, 401, 401, 401, List.of(), 401),
              new Row("confused", "Bearer " + confused, 401, 401, 401, List.of(), 401),
              new Row("foreign", "Bearer " + foreign, 401, 401, 401, List.of(), 401));
      for (Row row : table) {
        check(service, row);
      }
      assertThat(output).doesNotContain(TOKEN, PASSWORD, expired, unsigned, confused, foreign);
      assertThat(service.administer("GET", "/actuator/prometheus").body())
          .doesNotContain(TOKEN, PASSWORD, expired);
      assertThat(hall).isNotSameAs(door).isNotSameAs(secret);
    }
  }

  private void check(RunningService service, Row row) throws Exception {
    String who = row.who();
    String auth = row.authorization();
    assertThat(handshake(service, "/watch/hall", auth)).as(who).isEqualTo(row.watch());
    for (String path : List.of("/live/hall2.mp4", "/snapshot/hall2.mp4", "/snapshot/hall2.jpg")) {
      assertThat(head(service, path, auth)).as(who + path).isEqualTo(row.watch());
    }
    assertThat(handshake(service, "/publish/door", auth)).as(who).isEqualTo(row.publish());
    assertThat(handshake(service, "/files/report.txt", auth)).as(who).isEqualTo(row.file());
    assertThat(handshake(service, "/files", auth)).as(who).isIn(401, 403);
    String list = get(service, "/streams.json", auth).body();
    for (String name : List.of("hall", "door", "secret")) {
      assertThat(list.contains("\"name\":\"" + name + "\""))
          .as(who + " lists " + name)
          .isEqualTo(row.lists().contains(name));
    }
    assertThat(get(service, "/streams/hall/status.json", auth).body())
        .as(who)
        .contains(row.watch() == 200 ? "\"live\"" : "\"refused\"");
    int picture = get(service, "/streams/hall/picture", auth).statusCode();
    if (row.watch() == 200) {
      assertThat(picture).as(who).isNotIn(401, 403);
    } else {
      assertThat(picture).as(who).isEqualTo(row.watch());
    }
    for (String path : AccessRoutes.LISTS) {
      if (path.startsWith("/api")) {
        assertThat(get(service, path, auth).statusCode())
            .as(who + path)
            .isEqualTo(row.administration());
      }
    }
    for (String path : List.of("/api/v1/streams/hall", "/api/v1/streams/hall/viewers")) {
      assertThat(get(service, path, auth).statusCode())
          .as(who + path)
          .isEqualTo(row.administration());
    }
    if (row.administration() != 200) {
      for (String path : AccessRoutes.ABOUT_EVERYTHING) {
        assertThat(get(service, path, auth).statusCode())
            .as(who + path)
            .isEqualTo(row.administration());
      }
    }
    assertThat(ticket(service, auth, "watch", "hall").statusCode())
        .as(who)
        .isEqualTo(row.watch() == 200 ? 201 : row.watch());
    if (!row.lists().contains("secret")) {
      assertNothingTells(service, row);
    }
  }

  /** What is said of a stream that is there and of one that is not differs in its name alone. */
  private static void assertNothingTells(RunningService service, Row row) throws Exception {
    for (String path :
        List.of("/watch/%s", "/live/%s.mp4", "/snapshot/%s.mp4", "/snapshot/%s.jpg")) {
      boolean socket = path.startsWith("/watch");
      String there = answer(service, path.formatted("secret"), row.authorization(), socket);
      String absent = answer(service, path.formatted("absent"), row.authorization(), socket);
      assertThat(there).as(row.who() + path).isEqualTo(absent);
    }
    for (String path : List.of("/streams/%s/status.json", "/streams/%s/picture")) {
      assertThat(get(service, path.formatted("secret"), row.authorization()).body())
          .isEqualTo(get(service, path.formatted("absent"), row.authorization()).body());
    }
    if (row.administration() != 200) {
      assertThat(get(service, "/api/v1/streams/secret", row.authorization()).statusCode())
          .isEqualTo(get(service, "/api/v1/streams/absent", row.authorization()).statusCode());
    } else if (!row.who().equals("operator")) {
      for (String path : List.of("", "/viewers", "/picture")) {
        assertThat(get(service, "/api/v1/streams/secret" + path, row.authorization()).body())
            .isEqualTo(
                get(service, "/api/v1/streams/absent" + path, row.authorization())
                    .body()
                    .replace("absent", "secret"));
      }
    }
  }

  @Test
  void everyRouteThatIsMappedIsInTheTableAndTellsNothingOfWhatOneMayNotList() throws Exception {
    try (Issuer issuer = new Issuer();
        RunningService service =
            start(
                issuer,
                "--streaming.sources.hall.url=http://127.0.0.1:1/hall.mp4",
                "--streaming.sources.secret.url=http://127.0.0.1:1/secret.mp4",
                "--streaming.dvr.window=1m");
        RawClient lobby = live(service, "lobby");
        RawClient attic = live(service, "attic")) {
      assertThat(MappedRoutes.ofTheStreamPort(service))
          .as("routes of the stream port that no row of the table stands for, or the reverse")
          .isEqualTo(AccessRoutes.STREAM_PORT);
      assertThat(MappedRoutes.ofTheWebPort(service))
          .as("routes of the web port that no row of the table stands for, or the reverse")
          .isEqualTo(AccessRoutes.webPort());

      String anna = basic("anna", PASSWORD);
      String client = clientOf(service, "attic");
      for (String path : AccessRoutes.OF_ONE_NAME) {
        HttpResponse<String> there = get(service, path.formatted("attic"), anna);
        HttpResponse<String> absent = get(service, path.formatted("nothing"), anna);
        assertThat(there.statusCode()).as(path).isEqualTo(absent.statusCode());
        assertThat(there.body().replace("attic", "nothing")).as(path).isEqualTo(absent.body());
        if (path.startsWith("/api")) {
          assertThat(there.statusCode()).as(path).isEqualTo(404);
        }
      }
      assertThat(get(service, "/api/v1/clients/" + client, anna).statusCode()).isEqualTo(404);
      for (String path : AccessRoutes.LISTS) {
        HttpResponse<String> list = get(service, path, anna);
        assertThat(list.statusCode()).as(path).isEqualTo(200);
        assertThat(list.body()).as(path).doesNotContain("attic", "lobby", "secret", "token:camera");
      }
      assertThat(get(service, "/api/v1/sources", anna).body()).contains("\"stream\":\"hall\"");
      for (String path : AccessRoutes.ABOUT_EVERYTHING) {
        assertThat(get(service, path, anna).statusCode()).as(path).isEqualTo(403);
        assertThat(service.administer("GET", path).statusCode()).as(path).isNotIn(401, 403);
      }
      for (String route : AccessRoutes.CHANGES) {
        String[] parts = route.split(" ", 2);
        for (String name : List.of("attic", "nothing")) {
          String path = parts[1].replaceAll("\\{(stream|name)}", name).replaceAll("\\{\\w+}", "1");
          assertThat(service.administer(parts[0], path, "anna", PASSWORD).statusCode())
              .as("%s of a viewer", route)
              .isEqualTo(403);
        }
      }
      assertThat(get(service, "/api/v1/streams", operator()).body()).contains("attic", "lobby");
      assertThat(get(service, "/api/v1/clients/" + client, operator()).statusCode()).isEqualTo(200);
      assertThat(lobby).isNotSameAs(attic);
    }
  }

  @Test
  void eventsAreAboutWhatOneMayList() throws Exception {
    try (Issuer issuer = new Issuer();
        RunningService service = start(issuer);
        EventStream anna = events(service, basic("anna", PASSWORD));
        EventStream olga = events(service, operator())) {
      try (RawClient attic = live(service, "attic");
          RawClient hall = live(service, "hall")) {
        olga.await("streams", data -> data.toString().contains("attic"));
        anna.await("streams", data -> data.toString().contains("hall"));
        for (String name : List.of("attic", "hall")) {
          service.administer("DELETE", "/api/v1/streams/" + name);
        }
        olga.await("streams", data -> data.at("/ended").toString().contains("attic"));
        anna.await("streams", data -> data.at("/ended").toString().contains("hall"));
        assertThat(attic).isNotSameAs(hall);
      }
      assertThat(anna.events())
          .noneMatch(event -> event.data().toString().contains("attic"))
          .noneMatch(event -> event.type().equals("log"));
    }
  }

  private static EventStream events(RunningService service, String authorization) {
    return EventStream.open(
        HttpRequest.newBuilder(service.page("/api/v1/events?level=TRACE"))
            .header("Authorization", authorization)
            .build());
  }

  private static String operator() {
    return basic(RunningService.OPERATOR, RunningService.PASSWORD);
  }

  private static String clientOf(RunningService service, String stream) throws Exception {
    Matcher found =
        Pattern.compile("\"publisher\":(\\d+)")
            .matcher(service.administer("GET", "/api/v1/streams/" + stream).body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void aTicketIsOneUseOfOneRightFromOneAddress() throws Exception {
    try (Issuer issuer = new Issuer();
        RunningService service = start(issuer)) {
      String carried = "Bearer " + issuer.sign(Issuer.claims("dora").claim("watch", "hall"));
      String ticket = ticketOf(ticket(service, carried, "watch", "hall"));
      for (String other : List.of("/watch/Hall", "/watch/door", "/publish/hall")) {
        assertThat(handshake(service, other + "?ticket=" + ticket, null)).as(other).isEqualTo(401);
      }
      assertThat(head(service, "/live/door.mp4?ticket=" + ticket, null)).isEqualTo(401);
      assertThat(handshake(service, "/watch/hall?ticket=" + ticket, null)).isEqualTo(200);
      assertThat(handshake(service, "/watch/hall?ticket=" + ticket, null)).isEqualTo(401);

      HttpResponse<String> elsewhere =
          ticket(service, carried, "watch", "hall\",\"address\":\"192.0.2.99");
      assertThat(handshake(service, "/watch/hall?ticket=" + ticketOf(elsewhere), null))
          .isEqualTo(401);
      assertThat(ticket(service, "Ticket " + ticketOf(elsewhere), "watch", "hall").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void noSpellingOfANameGetsAroundARule() throws Exception {
    try (Issuer issuer = new Issuer();
        RunningService service = start(issuer)) {
      String carried = "Bearer " + issuer.sign(Issuer.claims("dora").claim("watch", "hall"));
      assertThat(handshake(service, "/watch/%68all", carried)).isEqualTo(200);
      for (String name :
          List.of(
              "HALL",
              "hall.",
              "hall%20",
              "hall%00",
              "hall%2Fsecret",
              "hall%252Fsecret",
              "%2e%2e",
              "./hall",
              "hall/../secret",
              "/hall",
              "hall/",
              "hall;secret",
              // A letter of the full width, one with an umlaut, and a blank that nobody sees.
              "%EF%BD%88all",
              "h%C3%A4ll",
              "ha%E2%80%8Bll",
              // Not in its shortest form.
              "%C1%A8all",
              "*")) {
        assertThat(let(answer(service, "/watch/" + name, carried, true), 404))
            .as(name)
            .isIn(400, 403, 404);
      }
      // Who may watch publishes nothing, whatever it sends.
      assertThat(handshake(service, "/publish/hall", carried)).isEqualTo(403);
      try (RawClient viewer = RawClient.connect(service)) {
        viewer.send(RawClient.handshake("/watch/hall?wait=60s", "Authorization: " + carried));
        assertThat(viewer.readHead()).startsWith("HTTP/1.1 101 ");
        viewer.send(RawClient.maskedHead(RawClient.BINARY, 4));
        viewer.send("ftyp");
        assertThat(get(service, "/streams/hall/status.json", carried).body()).contains("absent");
      }
    }
  }

  @Test
  void aStreamKeyCarriesAJwtAndARefusalIsInWords() throws Exception {
    try (Issuer issuer = new Issuer();
        RunningService service = start(issuer, "--streaming.rtmp.port=0")) {
      String good = issuer.sign(Issuer.claims("dora").claim("publish", "desk"));
      try (RtmpPublisher publisher = RtmpPublisher.start(service.rtmp("live/desk?token=" + good))) {
        await()
            .until(
                () ->
                    service
                        .administer("GET", "/api/v1/streams/desk")
                        .body()
                        .contains("\"publisherIdentity\":\"user:dora\""));
        assertThat(publisher.isAlive()).isTrue();
        service.administerJson("POST", "/api/v1/access/revocations", "{\"key\":\"user:dora\"}");
        assertThat(publisher.ending()).isNotEmpty();
      }
      String bad = Issuer.unsigned(Issuer.claims("dora").claim("publish", "desk"));
      try (RtmpPublisher publisher = RtmpPublisher.start(service.rtmp("live/desk?token=" + bad))) {
        assertThat(publisher.ending()).contains("the token, ticket or password is invalid");
      }
    }
  }

  @Test
  void aCallbackDecidesWhereNoRuleDoesAndItsFailureIsNo() throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback =
            new CallbackServer(
                (body, out) ->
                    CallbackServer.answering(
                            "{\"allow\":"
                                + (body.contains("\"token\":\"theirs\"")
                                    || body.contains("\"query\":\"key=1\""))
                                + ",\"reason\":\"no such key\",\"user\":\"frida\"}")
                        .respond(body, out));
        RunningService service =
            start(
                issuer,
                "--streaming.security.callback.url=" + callback.url("/may"),
                "--streaming.security.callback.timeout=1s",
                "--streaming.security.callback.cache=0")) {
      assertThat(handshake(service, "/watch/lobby", "Bearer theirs")).isEqualTo(200);
      assertThat(handshake(service, "/watch/lobby?key=1", null)).isEqualTo(200);
      assertThat(head(service, "/live/lobby.mp4?key=1", null)).isEqualTo(200);
      assertThat(answer(service, "/live/lobby.mp4", null, false))
          .startsWith("HTTP/1.1 401 ")
          .contains("no such key");
      try (RawClient viewer = RawClient.connect(service)) {
        viewer.send(RawClient.handshake("/watch/lobby?key=1&wait=60s"));
        assertThat(viewer.readHead()).startsWith("HTTP/1.1 401 ");
      }
      callback.behave(CallbackServer.answering(500, ""));
      assertThat(answer(service, "/live/lobby.mp4?key=1", null, false))
          .startsWith("HTTP/1.1 503 ")
          .contains("access cannot be checked at the moment");
      // Slow, lying, and leading elsewhere.
      callback.behave(CallbackServer.HANGING);
      assertThat(head(service, "/live/lobby.mp4?key=1", null)).isEqualTo(503);
      for (String lie :
          List.of("{\"allow\":\"true\"}", "{\"allow\":1}", "{\"allow\":true", "true", "")) {
        callback.behave(CallbackServer.answering(lie));
        assertThat(head(service, "/live/lobby.mp4?key=1", null)).as(lie).isEqualTo(503);
      }
      callback.behave(
          CallbackServer.answering(302, "{\"allow\":true}", "Location: " + callback.url("/may")));
      assertThat(head(service, "/live/lobby.mp4?key=1", null)).isEqualTo(503);
      assertThat(service.count("streaming.access.callback.failed")).isEqualTo(8);
    }
  }

  private RunningService start(Issuer issuer, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--streaming.security.mode=rules",
                "--server.address=127.0.0.1",
                "--iocp.address=127.0.0.1",
                "--streaming.files.directory=" + files,
                "--streaming.recording.directory=" + recordings,
                issuer.property(),
                "--iocp.admin.users.operator.password=" + RunningService.PASSWORD,
                "--iocp.admin.users.operator.role=operator",
                "--iocp.admin.users.anna.password=" + PASSWORD,
                "--streaming.security.tokens.camera.hashes[0]=" + hash(TOKEN)));
    rule(arguments, 0, "token:camera", "publish,list", "door");
    rule(arguments, 1, "user:anna", "watch,files", "hall,hall2,report.txt");
    rule(arguments, 2, "role:staff", "watch", "hall,hall2");
    rule(arguments, 3, "claim:camera=door", "watch", "hall,hall2");
    rule(arguments, 4, "role:staff", "list", "secret");
    rule(arguments, 5, "user:operator", "publish", "*");
    arguments.addAll(List.of(more));
    return RunningService.start(arguments.toArray(String[]::new));
  }

  static void rule(List<String> arguments, int index, String who, String may, String names) {
    String prefix = "--streaming.security.rules[" + index + "].";
    arguments.addAll(
        List.of(prefix + "who=" + who, prefix + "may=" + may, prefix + "names=" + names));
  }

  static String hash(String token) throws Exception {
    return "sha256:"
        + HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  private static String basic(String user, String password) {
    return RunningService.basic(user, password);
  }

  /** A publisher that has sent nothing yet: its stream is there. */
  private static RawClient live(RunningService service, String name) throws Exception {
    RawClient client = RawClient.connect(service);
    client.send(
        RawClient.handshake(
            "/publish/" + name,
            "Authorization: " + basic(RunningService.OPERATOR, RunningService.PASSWORD)));
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  /** 200 for whoever is let in, whatever comes of it then; else the status of the refusal. */
  private static int let(String head) {
    return let(head, 0);
  }

  /** The same; another status means a refusal, too. */
  private static int let(String head, int refusal) {
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    return status == refusal
            || List.of(400, 401, 403, 429).contains(status)
            || head.contains("cannot be checked")
        ? status
        : 200;
  }

  private static int handshake(RunningService service, String path, @Nullable String auth)
      throws Exception {
    return let(answer(service, path, auth, true));
  }

  private static int head(RunningService service, String path, @Nullable String auth)
      throws Exception {
    return let(answer(service, path, auth, false));
  }

  /** The head of the answer, and for a refusal its body. */
  private static String answer(
      RunningService service, String path, @Nullable String auth, boolean socket) throws Exception {
    String[] headers = auth == null ? new String[0] : new String[] {"Authorization: " + auth};
    try (RawClient client = RawClient.connect(service)) {
      if (socket) {
        client.send(RawClient.handshake(path, headers));
        return client.readHead();
      }
      client.send(
          "GET "
              + path
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
              + (auth == null ? "" : headers[0] + "\r\n")
              + "\r\n");
      String head = client.readHead();
      return head.startsWith("HTTP/1.1 200 ") ? head : head + client.readToEnd();
    }
  }

  private static HttpResponse<String> get(
      RunningService service, String path, @Nullable String auth) throws Exception {
    return send(HttpRequest.newBuilder(service.page(path)), auth);
  }

  static HttpResponse<String> ticket(
      RunningService service, @Nullable String auth, String action, String stream)
      throws Exception {
    URI uri = service.page("/tickets");
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"action\":\"" + action + "\",\"stream\":\"" + stream + "\"}")),
        auth);
  }

  private static String ticketOf(HttpResponse<String> answer) {
    Matcher found = TICKET.matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, @Nullable String auth)
      throws Exception {
    if (auth != null) {
      request.header("Authorization", auth);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
