package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.CallbackServer;
import io.iocp.streaming.ingest.rtmp.protocol.PublisherBytes;
import io.iocp.streaming.media.input.Recording;
import io.iocp.testsupport.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Every way to publish, to watch and to exchange files against every kind of right: all of them ask
 * the same.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class RightsOnEveryRouteIT {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");

  private static final String TOKEN = "camera-Zx81kQ0vV7";
  private static final String THEIRS = "theirs-Pp3mBq77aL";
  private static final String PASSWORD = "password-of-anna-9d";
  private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([\\w-]+)\"");

  /** Routes of the stream port of which each is asked, by what it is for. */
  private static final List<String> WATCHING =
      List.of(
          "WS /watch/{stream}",
          "HTTP /live/{file}",
          "HTTP /snapshot/{file}",
          "HTTP /hls/{stream}/{file}",
          "HTTP /hls/{stream}/{rendition}/{file}");

  private static final List<String> PUBLISHING =
      List.of("WS /publish/{stream}", "HTTP /publish/{stream}");
  private static final String FILE = "WS /files/{name}";
  private static final String FILES = "WS /files";

  /** Of the web server, asked through the stream port. */
  private static final List<String> WATCHING_THROUGH_THE_GATEWAY =
      List.of("/streams/%s/picture", "/streams/%s/picture.mp4?at=-5s");

  @TempDir private Path directory;
  private int names;

  /** What somebody shows. */
  private record Shown(List<String> headers, String query) {

    static final Shown NOTHING = new Shown(List.of(), "");

    static Shown authorization(String value) {
      return new Shown(List.of("Authorization: " + value), "");
    }

    String path(String path) {
      return query.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + query;
    }
  }

  @FunctionalInterface
  private interface Right {
    Shown show(String action, String name) throws Exception;
  }

  /**
   * A kind of right.
   *
   * @param watch status of watching hall; 200 for being let in
   * @param publish status of publishing any door
   * @param file status of the file report.txt
   * @param elsewhere status of all others
   */
  private record Kind(String who, int watch, int publish, int file, int elsewhere, Right right) {}

  @Test
  void everyRouteAsksTheSameOfEveryKindOfRight(CapturedOutput output) throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(RightsOnEveryRouteIT::decide);
        CallbackServer origin = new CallbackServer(CallbackServer.answering(404, ""));
        RunningService service =
            start(
                issuer,
                callback,
                "--streaming.rtmp.port=0",
                "--streaming.sources.attic.url=" + origin.url("/attic.mp4"),
                "--streaming.sources.attic.on-demand=true")) {
      Set<String> covered = new TreeSet<>(WATCHING);
      covered.addAll(PUBLISHING);
      covered.addAll(List.of(FILE, FILES, "HTTP /livez", "HTTP /readyz"));
      assertThat(covered)
          .as("routes of the stream port")
          .isEqualTo(MappedRoutes.ofTheStreamPort(service));

      for (Kind kind : kinds(issuer, service)) {
        check(service, kind);
      }
      assertThat(origin.heads()).as("a source that nobody may watch is not fetched").isEmpty();
      Shown operator =
          Shown.authorization(
              RunningService.basic(RunningService.OPERATOR, RunningService.PASSWORD));
      assertThat(status(service, "WS /watch/{stream}", "attic", operator)).isEqualTo(200);
      await().until(() -> !origin.heads().isEmpty());

      for (String page : List.of("/", "/watch/hall", "/embed/hall", "/publish/hall", "/wall")) {
        HttpResponse<String> shown = service.get(page + "?token=" + TOKEN);
        assertThat(shown.headers().firstValue("Referrer-Policy")).as(page).hasValue("no-referrer");
        assertThat(shown.headers().map().toString() + shown.body())
            .as("no link of the page %s carries the token", page)
            .doesNotContain(TOKEN);
      }
      assertThat(output).doesNotContain(TOKEN, THEIRS, PASSWORD);
      assertThat(service.administer("GET", "/actuator/prometheus").body())
          .doesNotContain(TOKEN, THEIRS, PASSWORD);
    }
  }

  private List<Kind> kinds(Issuer issuer, RunningService service) throws Exception {
    String jwt =
        "Bearer "
            + issuer.sign(
                Issuer.claims("dora")
                    .claim("watch", List.of("hall"))
                    .claim("publish", "door*")
                    .claim("files", "report.txt"));
    String cookie = logIn(service);
    // Good for something else than it is shown for. Always the same: many would be guessing.
    String unused = ticket(service, jwt, "watch", "hall");
    return List.of(
        new Kind("nobody", 401, 401, 401, 401, (action, name) -> Shown.NOTHING),
        new Kind("token", 200, 200, 403, 403, (action, name) -> bearer(TOKEN)),
        new Kind(
            "token as subprotocol",
            200,
            200,
            403,
            403,
            (action, name) ->
                new Shown(List.of("Sec-WebSocket-Protocol: iocp, token." + TOKEN), "")),
        new Kind("JWT", 200, 200, 200, 403, (action, name) -> Shown.authorization(jwt)),
        new Kind("callback", 200, 200, 200, 401, (action, name) -> bearer(THEIRS)),
        new Kind(
            "user",
            200,
            403,
            200,
            403,
            (action, name) -> Shown.authorization(RunningService.basic("anna", PASSWORD))),
        new Kind(
            "cookie",
            200,
            403,
            200,
            403,
            (action, name) ->
                new Shown(List.of("Cookie: " + cookie, "Origin: http://127.0.0.1"), "")),
        new Kind(
            "ticket",
            200,
            200,
            200,
            401,
            (action, name) ->
                new Shown(
                    List.of(),
                    "ticket="
                        + (name.equals("attic") ? unused : ticket(service, jwt, action, name)))),
        new Kind("unknown", 401, 401, 401, 401, (action, name) -> bearer("unknown")));
  }

  private static Shown bearer(String token) {
    return Shown.authorization("Bearer " + token);
  }

  private void check(RunningService service, Kind kind) throws Exception {
    boolean socketsOnly = kind.who().endsWith("subprotocol");
    for (String route : WATCHING) {
      if (!socketsOnly || route.startsWith("WS")) {
        String as = kind.who() + " " + route;
        assertThat(status(service, route, "hall", kind.right().show("watch", "hall")))
            .as(as)
            .isEqualTo(kind.watch());
        assertThat(status(service, route, "attic", kind.right().show("watch", "attic")))
            .as(as)
            .isEqualTo(kind.elsewhere());
      }
    }
    for (String route : PUBLISHING) {
      if (!socketsOnly || route.startsWith("WS")) {
        String door = "door" + ++names;
        assertThat(status(service, route, door, kind.right().show("publish", door)))
            .as(kind.who() + " " + route)
            .isEqualTo(kind.publish());
        assertThat(status(service, route, "attic", kind.right().show("publish", "attic")))
            .as(kind.who() + " " + route)
            .isEqualTo(kind.elsewhere());
      }
    }
    assertThat(status(service, FILE, "report.txt", kind.right().show("files", "report.txt")))
        .as(kind.who())
        .isEqualTo(kind.file());
    assertThat(status(service, FILES, "", kind.right().show("files", "report.txt")))
        .as(kind.who() + " all files")
        .isIn(401, 403);
    if (!socketsOnly) {
      for (String path : WATCHING_THROUGH_THE_GATEWAY) {
        String as = kind.who() + " " + path;
        assertThat(get(service, path.formatted("hall"), kind.right().show("watch", "hall")))
            .as(as)
            .isEqualTo(kind.watch());
        assertThat(get(service, path.formatted("attic"), kind.right().show("watch", "attic")))
            .as(as)
            .isEqualTo(kind.elsewhere());
      }
    }
    checkStreamKey(service, kind, null);
  }

  private void checkStreamKey(RunningService service, Kind kind, @Nullable SSLContext tls)
      throws Exception {
    String door = "door" + ++names;
    String key = key(kind.right().show("publish", door));
    if (key != null) {
      assertThat(publishByRtmp(service, door + key, tls))
          .as(kind.who() + " by stream key")
          .contains(
              kind.publish() == 200 ? "NetStream.Publish.Start" : "NetStream.Publish.Rejected");
      assertThat(publishByRtmp(service, "attic" + key, tls))
          .as(kind.who() + " by stream key")
          .contains("NetStream.Publish.Rejected");
    }
  }

  /** What a stream key can carry; null for what it cannot. */
  private static @Nullable String key(Shown shown) {
    if (!shown.query().isEmpty()) {
      return "?" + shown.query();
    }
    if (shown.headers().isEmpty()) {
      return "";
    }
    String header = shown.headers().get(0);
    return header.startsWith("Authorization: Bearer ")
        ? "?token=" + header.substring("Authorization: Bearer ".length())
        : null;
  }

  @Test
  void aStreamKeyThroughTlsAsksTheSame() throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(RightsOnEveryRouteIT::decide);
        RunningService service =
            start(
                issuer,
                callback,
                "--streaming.rtmps.port=0",
                "--spring.ssl.bundle.jks.stream.keystore.location=file:"
                    + CERTIFICATE.keyStoreFile(),
                "--spring.ssl.bundle.jks.stream.keystore.password=" + TestCertificate.PASSWORD,
                "--iocp.ssl.bundle=stream")) {
      for (Kind kind : kinds(issuer, service)) {
        checkStreamKey(service, kind, CERTIFICATE.trusted());
      }
    }
  }

  @Test
  void portsOfStreamsAskForTheAddress(CapturedOutput output) throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(RightsOnEveryRouteIT::decide);
        RunningService service =
            start(
                issuer,
                callback,
                "--streaming.udp.street.port=0",
                "--streaming.udp.vault.port=0",
                "--streaming.tcp.gate.port=0",
                "--streaming.tcp.safe.port=0")) {
      byte[] recording = Recording.resource("h264-aac.ts");
      try (DatagramSocket sender = new DatagramSocket()) {
        for (int i = 0; i < 5; i++) {
          for (String stream : List.of("vault", "street")) {
            sender.send(
                new DatagramPacket(
                    recording,
                    i * 7 * 188,
                    7 * 188,
                    InetAddress.getLoopbackAddress(),
                    service.udpPort(stream)));
          }
        }
        await().until(() -> service.count("streaming.udp.begun", "stream", "street") == 1);
        await().until(() -> service.count("streaming.udp.refused", "stream", "vault") >= 5);
        String present = service.administer("GET", "/api/v1/access/sessions").body();
        assertThat(present)
            .contains("\"name\":\"street\"", "rule address:127.0.0.0/8 on street,gate")
            .doesNotContain("vault");
        assertThat(service.count("streaming.udp.begun", "stream", "vault")).isZero();
      }
      try (Socket safe = connect(service.tcpPort("safe"));
          Socket gate = connect(service.tcpPort("gate"))) {
        gate.getOutputStream().write(recording);
        assertThat(safe.getInputStream().read()).isEqualTo(-1);
        await()
            .until(() -> service.administer("GET", "/api/v1/streams").body().contains("\"gate\""));
      }
      assertThat(service.administer("GET", "/api/v1/streams").body())
          .doesNotContain("vault", "safe");
      assertThat(output).contains("Refused PUBLISH of vault from 127.0.0.1");
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** It knows one token, and lets it do what others may together. */
  private static void decide(String body, OutputStream out)
      throws IOException, InterruptedException {
    boolean allowed =
        body.contains("\"token\":\"" + THEIRS + "\"")
            && Pattern.compile("\"name\":\"(hall|door\\d+|report.txt)\"").matcher(body).find();
    CallbackServer.answering("{\"allow\":" + allowed + ",\"reason\":\"not here\"}")
        .respond(body, out);
  }

  private RunningService start(Issuer issuer, CallbackServer callback, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--streaming.security.mode=rules",
                "--streaming.security.callback.url=" + callback.url("/may"),
                "--server.address=127.0.0.1",
                "--iocp.address=127.0.0.1",
                "--streaming.files.directory=" + directory.resolve("files"),
                "--streaming.dvr.window=1m",
                "--streaming.dvr.directory=" + directory.resolve("dvr"),
                issuer.property(),
                "--iocp.admin.users.operator.password=" + RunningService.PASSWORD,
                "--iocp.admin.users.operator.role=operator",
                "--iocp.admin.users.anna.password=" + PASSWORD,
                "--streaming.security.tokens.camera.hashes[0]=" + AccessTableIT.hash(TOKEN)));
    AccessTableIT.rule(arguments, 0, "token:camera", "publish", "door*");
    AccessTableIT.rule(arguments, 1, "token:camera", "watch", "hall");
    AccessTableIT.rule(arguments, 2, "user:anna", "watch,files", "hall,report.txt");
    AccessTableIT.rule(arguments, 3, "user:operator", "watch,list", "*");
    AccessTableIT.rule(arguments, 4, "address:127.0.0.0/8", "publish", "street,gate");
    arguments.addAll(List.of(more));
    return RunningService.start(arguments.toArray(String[]::new));
  }

  /** 200 for whoever is let in, whatever comes of it then. */
  private static int let(String head) {
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    return List.of(401, 403, 429, 503).contains(status) ? status : 200;
  }

  private static int status(RunningService service, String route, String name, Shown shown)
      throws Exception {
    String path =
        route
            .substring(route.indexOf('/'))
            .replace("{stream}", name)
            .replace("{name}", name)
            .replace("{rendition}", "low");
    path = path.replace("{file}", path.startsWith("/hls") ? "index.m3u8" : name + ".mp4");
    try (RawClient client = RawClient.connect(service)) {
      if (route.startsWith("WS")) {
        client.send(RawClient.handshake(shown.path(path), shown.headers().toArray(String[]::new)));
      } else if (route.contains("/publish")) {
        client.send(request("PUT", shown.path(path), "Transfer-Encoding: chunked", shown));
        client.send("0\r\n\r\n");
      } else {
        client.send(request("GET", shown.path(path), "Connection: close", shown));
      }
      return let(client.readHead());
    }
  }

  private static int get(RunningService service, String path, Shown shown) throws Exception {
    try (RawClient client = RawClient.connect(service)) {
      client.send(request("GET", shown.path(path), "Connection: close", shown));
      return let(client.readHead());
    }
  }

  private static String request(String method, String path, String header, Shown shown) {
    return Stream.concat(
            Stream.of(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1", header),
            shown.headers().stream())
        .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
  }

  /** What the server says to a publisher, until it has let it in or refused it. */
  private static String publishByRtmp(RunningService service, String key, @Nullable SSLContext tls)
      throws Exception {
    URI uri = URI.create(tls == null ? service.rtmp("live") : service.rtmps("live"));
    try (Socket socket =
        tls == null
            ? connect(uri.getPort())
            : tls.getSocketFactory()
                .createSocket(connect(uri.getPort()), "localhost", uri.getPort(), true)) {
      socket.getOutputStream().write(new PublisherBytes().untilPublish("live", key));
      InputStream in = socket.getInputStream();
      StringBuilder said = new StringBuilder();
      byte[] bytes = new byte[4096];
      while (said.indexOf("NetStream.Publish.") < 0) {
        int read = in.read(bytes);
        if (read < 0) {
          break;
        }
        said.append(new String(Arrays.copyOf(bytes, read), StandardCharsets.ISO_8859_1));
      }
      return said.toString();
    }
  }

  private static String logIn(RunningService service) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(service.page("/admin/login"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("username=anna&password=" + PASSWORD))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(each -> each.startsWith("JSESSIONID="))
        .map(each -> each.substring(0, each.indexOf(';')))
        .findFirst()
        .orElseThrow();
  }

  private static String ticket(RunningService service, String jwt, String action, String name)
      throws Exception {
    HttpResponse<String> answer = AccessTableIT.ticket(service, jwt, action, name);
    Matcher found = TICKET.matcher(answer.body());
    assertThat(found.find()).as(answer.body()).isTrue();
    return found.group(1);
  }
}
