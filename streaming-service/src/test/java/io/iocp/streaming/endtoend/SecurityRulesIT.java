package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Who gets in by rules, by each way to say who one is. */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class SecurityRulesIT {

  private static final String CAMERA = "camera-Zx81kQ0vV7";
  private static final String CAMERA_BEFORE = "camera-before-Zx80";
  private static final String SCREEN = "screen-Pp3mBq77aL";
  private static final String PASSWORD = "password-of-anna-9d";

  private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([\\w-]+)\"");

  @Test
  void eachWayToSayWhoOneIsLetsInWhereARuleDoesAndNowhereElse(CapturedOutput output)
      throws Exception {
    try (RunningService service = start()) {
      status(service, "/publish/cam-1", 401);
      status(service, "/publish/cam-1", 101, "Authorization: Bearer " + CAMERA);
      status(service, "/publish/cam-2", 101, "Authorization: bearer " + CAMERA_BEFORE);
      status(service, "/publish/%63am-3", 101, "Sec-WebSocket-Protocol: iocp, token." + CAMERA);
      status(service, "/publish/cam-1", 403, "Authorization: Bearer " + SCREEN);
      status(service, "/publish/hall", 403, "Authorization: Bearer " + CAMERA);
      status(service, "/publish/cam-1?token=" + CAMERA, 401);
      status(service, "/publish/CAM-1", 403, "Authorization: Bearer " + CAMERA);
      status(service, "/publish/.cam-1", 400, "Authorization: Bearer " + CAMERA);
      status(service, "/publish/hall%2F..%2Fcam-1", 400, "Authorization: Bearer " + CAMERA);
      status(service, "/publish/cam-1/../hall", 400, "Authorization: Bearer " + CAMERA);

      status(service, "/watch/public", 101);
      status(service, "/watch/hall", 401);
      status(service, "/watch/hall", 401, "Authorization: Bearer wrong");
      status(service, "/watch/hall", 101, "Authorization: " + anna(PASSWORD));
      status(service, "/watch/hall", 401, "Authorization: " + anna("wrong"));
      status(service, "/watch/lobby", 403, "Authorization: " + anna(PASSWORD));

      assertThat(service.count("streaming.access.refused.anonymous")).isEqualTo(3);
      assertThat(service.count("streaming.access.refused.credentials")).isEqualTo(2);
      assertThat(output).doesNotContain(CAMERA, CAMERA_BEFORE, SCREEN, PASSWORD);
    }
  }

  @Test
  void theServerAgreesOnTheSubprotocolWithoutTheSecret() throws Exception {
    try (RunningService service = start()) {
      String answer =
          handshake(service, "/watch/hall", "Sec-WebSocket-Protocol: iocp, token." + SCREEN);
      assertThat(answer).contains("Sec-WebSocket-Protocol: iocp\r\n").doesNotContain(SCREEN);
    }
  }

  @Test
  void aTokenInTheQueryCountsOnceThatIsSaid(CapturedOutput output) throws Exception {
    try (RunningService service = start("--streaming.security.query-token=true")) {
      status(service, "/publish/cam-1?token=" + CAMERA, 101);
      status(service, "/publish/cam-1?token=wrong", 401);
      assertThat(output).doesNotContain(CAMERA);
    }
  }

  @Test
  void aTicketIsBoughtOnceAndUsedOnce(CapturedOutput output) throws Exception {
    try (RunningService service = start()) {
      String wanted = "{\"action\":\"watch\",\"stream\":\"hall\",\"seconds\":30}";
      HttpResponse<String> nobody = buy(service, wanted, null);
      assertThat(nobody.statusCode()).isEqualTo(401);
      assertThat(nobody.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(buy(service, wanted, "Bearer " + CAMERA).statusCode()).isEqualTo(403);
      assertThat(
              buy(service, "{\"action\":\"watch\",\"stream\":\"hall\",\"seconds\":301}", null)
                  .statusCode())
          .isEqualTo(400);
      HttpResponse<String> misspelled =
          buy(
              service,
              "{\"action\":\"watch\",\"stream\":\"hall\",\"adress\":\"192.0.2.1\"}",
              anna(PASSWORD));
      assertThat(misspelled.statusCode()).isEqualTo(400);
      assertThat(misspelled.body())
          .contains("\"property\":\"adress\"", "one of action, address, seconds, stream");
      HttpResponse<String> bought = buy(service, wanted, anna(PASSWORD));
      assertThat(bought.statusCode()).isEqualTo(201);
      Matcher found = TICKET.matcher(bought.body());
      assertThat(found.find()).as(bought.body()).isTrue();
      String ticket = found.group(1);

      status(service, "/watch/lobby?ticket=" + ticket, 401);
      status(service, "/publish/hall?ticket=" + ticket, 401);
      status(service, "/watch/hall?ticket=" + ticket, 101);
      status(service, "/watch/hall?ticket=" + ticket, 401);
      assertThat(output).doesNotContain(ticket);
    }
  }

  @Test
  void whatOneMayNotWatchIsNotListedAndNothingTellsItIsThere() throws Exception {
    try (RunningService service = start();
        RawClient secret =
            publishing(service, "/publish/cam-1", "Authorization: Bearer " + CAMERA);
        RawClient hall = publishing(service, "/publish/hall", "Authorization: Bearer " + SCREEN)) {
      assertThat(secret.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(hall.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(get(service, "/streams.json", null).body()).contains("\"streams\":[]");
      assertThat(get(service, "/streams.json", "Bearer wrong").body())
          .contains("\"streams\":[]", "invalid or expired");
      await()
          .until(() -> get(service, "/streams.json", anna(PASSWORD)).body().contains("\"hall\""));
      assertThat(get(service, "/streams.json", anna(PASSWORD)).body()).doesNotContain("cam-1");

      String there = get(service, "/streams/cam-1/status.json", anna(PASSWORD)).body();
      String absent = get(service, "/streams/cam-9/status.json", anna(PASSWORD)).body();
      assertThat(there).isEqualTo(absent).contains("refused");
      assertThat(get(service, "/streams/hall/status.json", anna(PASSWORD)).body()).contains("live");
      assertThat(handshake(service, "/watch/cam-1", "Authorization: " + anna(PASSWORD)))
          .isEqualTo(handshake(service, "/watch/cam-9", "Authorization: " + anna(PASSWORD)));
    }
  }

  @Test
  void whoHasLoggedInOnAPageWatchesFromThatOriginUntilLoggingOut(CapturedOutput output)
      throws Exception {
    try (RunningService service = start()) {
      String session = logIn(service);
      String cookie = "Cookie: " + session;
      String own = "Origin: http://127.0.0.1";
      String foreign = "Origin: http://127.0.0.1:1";
      status(service, "/watch/hall", 101, cookie, own);
      status(service, "/watch/hall", 401, cookie, foreign);
      status(service, "/watch/hall", 401, "Cookie: JSESSIONID=guess", own);
      status(service, "/watch/lobby", 403, cookie, own);
      status(service, "/publish/hall", 403, cookie, own);
      status(service, "/publish/hall", 401, cookie, foreign);
      try (RawClient screen =
              publishing(service, "/publish/hall", "Authorization: Bearer " + SCREEN);
          RawClient watching = RawClient.connect(service)) {
        assertThat(screen.readHead()).startsWith("HTTP/1.1 101 ");
        await().until(() -> list(service, session).contains("\"hall\""));
        watching.send(RawClient.handshake("/watch/hall", cookie, own));
        assertThat(watching.readHead()).startsWith("HTTP/1.1 101 ");
        logOut(service, session);
        Closing closing = watching.readClosingAfterTexts();
        assertThat(closing.code()).isEqualTo(4401);
        assertThat(closing.reason()).isEqualTo("logged out");
        status(service, "/watch/hall", 401, cookie, own);
        assertThat(list(service, session)).doesNotContain("\"hall\"");
      }
      assertThat(output).doesNotContain(session.substring("JSESSIONID=".length()));
    }
  }

  /** The cookie of a session. */
  private static String logIn(RunningService service) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(service.page("/admin/login"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("username=anna&password=" + PASSWORD))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(204);
    return cookie(answer, "JSESSIONID");
  }

  private static void logOut(RunningService service, String session) throws Exception {
    String token =
        cookie(
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(service.page("/admin/session"))
                        .header("Cookie", session)
                        .build(),
                    HttpResponse.BodyHandlers.ofString()),
            "XSRF-TOKEN");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(service.page("/admin/logout"))
                    .header("Cookie", session + "; " + token)
                    .header("X-XSRF-TOKEN", token.substring("XSRF-TOKEN=".length()))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(204);
  }

  private static String cookie(HttpResponse<String> answer, String name) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.substring(0, each.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }

  private static String list(RunningService service, String cookie) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(service.page("/streams.json")).header("Cookie", cookie).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void aRuleHasItsPlacesAndItsTime() throws Exception {
    try (RunningService service = start()) {
      try (Client first = Client.connect(service.webSocket("/watch/waiting?wait=60s"))) {
        try (Client second = Client.connect(service.webSocket("/watch/waiting?wait=60s"))) {
          // Tomcat's client makes 1002 of 1013, which RFC 6455 itself does not list.
          assertThat(second.closing().reason())
              .isEqualTo("the rule's maximum number of sessions is reached");
        }
        Closing over = first.closing();
        assertThat(over.code()).isEqualTo(4403);
        assertThat(over.reason()).contains("duration of the session has elapsed");
      }
      try (Client third = Client.connect(service.webSocket("/watch/waiting?wait=60s"))) {
        assertThat(third.closing().code()).isEqualTo(4403);
      }
    }
  }

  @Test
  void whoGuessesHasToWait() throws Exception {
    try (RunningService service = start()) {
      for (int i = 0; i < 10; i++) {
        status(service, "/watch/hall", 401, "Authorization: Bearer guess" + i);
      }
      assertThat(handshake(service, "/watch/hall", "Authorization: Bearer " + SCREEN))
          .startsWith("HTTP/1.1 429 ")
          .contains("Retry-After: ");
      assertThat(service.count("streaming.access.refused.throttled")).isEqualTo(1);
    }
  }

  private static RunningService start(String... more) throws Exception {
    String[] rules = {
      "--streaming.security.mode=rules",
      "--server.address=127.0.0.1",
      "--iocp.address=127.0.0.1",
      "--iocp.admin.users.anna.password={bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD),
      "--streaming.security.tokens.camera.hashes[0]=" + hash(CAMERA),
      "--streaming.security.tokens.camera.hashes[1]=" + hash(CAMERA_BEFORE),
      "--streaming.security.tokens.screen.hashes[0]=" + hash(SCREEN),
      "--streaming.security.rules[0].who=token:camera",
      "--streaming.security.rules[0].may=publish",
      "--streaming.security.rules[0].on=cam-*",
      "--streaming.security.rules[1].who=token:screen",
      "--streaming.security.rules[1].may=publish,watch",
      "--streaming.security.rules[1].on=hall",
      "--streaming.security.rules[2].who=user:anna",
      "--streaming.security.rules[2].may=watch",
      "--streaming.security.rules[2].on=hall",
      "--streaming.security.rules[3].who=anonymous",
      "--streaming.security.rules[3].may=watch",
      "--streaming.security.rules[3].on=waiting,public",
      "--streaming.security.rules[3].limits.max-viewers=1",
      "--streaming.security.rules[3].limits.max-duration=1s",
    };
    String[] all = new String[rules.length + more.length];
    System.arraycopy(rules, 0, all, 0, rules.length);
    System.arraycopy(more, 0, all, rules.length, more.length);
    return RunningService.start(all);
  }

  private static String hash(String token) throws Exception {
    return "sha256:"
        + HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  private static String anna(String password) {
    return RunningService.basic("anna", password);
  }

  private static void status(RunningService service, String path, int status, String... headers)
      throws Exception {
    assertThat(handshake(service, path, headers)).as(path).startsWith("HTTP/1.1 " + status + " ");
  }

  /** The head of the answer; whatever it is, the connection ends then. */
  private static String handshake(RunningService service, String path, String... headers)
      throws Exception {
    try (RawClient client = RawClient.connect(service)) {
      client.send(RawClient.handshake(path, headers));
      return client.readHead();
    }
  }

  /** A publisher that has sent nothing but its handshake. */
  private static RawClient publishing(RunningService service, String path, String header)
      throws Exception {
    RawClient client = RawClient.connect(service);
    client.send(RawClient.handshake(path, header));
    return client;
  }

  private static HttpResponse<String> get(
      RunningService service, String path, @Nullable String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(service.page(path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> buy(
      RunningService service, String json, @Nullable String authorization) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.page("/tickets"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
