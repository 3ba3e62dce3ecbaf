package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.CallbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All kinds of rights, a service with rules for them, and how they are shown to it. */
final class Rights {

  static final String TOKEN = "camera-Zx81kQ0vV7";
  static final String THEIRS = "theirs-Pp3mBq77aL";
  static final String PASSWORD = "password-of-anna-9d";

  private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([\\w-]+)\"");

  private Rights() {}

  /** What somebody shows. */
  record Shown(List<String> headers, String query) {

    static final Shown NOTHING = new Shown(List.of(), "");

    static Shown authorization(String value) {
      return new Shown(List.of("Authorization: " + value), "");
    }

    String path(String path) {
      return query.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + query;
    }
  }

  @FunctionalInterface
  interface Right {
    Shown show(String action, String name) throws Exception;
  }

  /**
   * A kind of right.
   *
   * @param watch status of watching hall; 200 for being let in
   * @param publish status of publishing any door
   * @param file status of the file report.txt
   * @param elsewhere status of all others
   * @param administration status of what a reader of the administration may see
   */
  record Kind(
      String who,
      int watch,
      int publish,
      int file,
      int elsewhere,
      int administration,
      Right right) {

    /** Whether it comes with the handshake of a WebSocket alone. */
    boolean isOfSocketsOnly() {
      return who.endsWith("subprotocol");
    }
  }

  static List<Kind> kinds(Issuer issuer, RunningService service) throws Exception {
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
        new Kind("nobody", 401, 401, 401, 401, 401, (action, name) -> Shown.NOTHING),
        new Kind("token", 200, 200, 403, 403, 401, (action, name) -> bearer(TOKEN)),
        new Kind(
            "token as subprotocol",
            200,
            200,
            403,
            403,
            401,
            (action, name) ->
                new Shown(List.of("Sec-WebSocket-Protocol: iocp, token." + TOKEN), "")),
        new Kind("JWT", 200, 200, 200, 403, 403, (action, name) -> Shown.authorization(jwt)),
        new Kind("callback", 200, 200, 200, 401, 401, (action, name) -> bearer(THEIRS)),
        new Kind(
            "user",
            200,
            403,
            200,
            403,
            200,
            (action, name) -> Shown.authorization(RunningService.basic("anna", PASSWORD))),
        new Kind(
            "cookie",
            200,
            403,
            200,
            403,
            200,
            (action, name) ->
                new Shown(List.of("Cookie: " + cookie, "Origin: http://127.0.0.1"), "")),
        new Kind(
            "ticket",
            200,
            200,
            200,
            401,
            401,
            (action, name) ->
                new Shown(
                    List.of(),
                    "ticket="
                        + (name.equals("attic") ? unused : ticket(service, jwt, action, name)))),
        new Kind("unknown", 401, 401, 401, 401, 401, (action, name) -> bearer("unknown")));
  }

  static Shown bearer(String token) {
    return Shown.authorization("Bearer " + token);
  }

  /** It knows one token, and lets it do what others may together. */
  static void decide(String body, OutputStream out) throws IOException, InterruptedException {
    boolean allowed =
        body.contains("\"token\":\"" + THEIRS + "\"")
            && Pattern.compile("\"name\":\"(hall|door\\d+|report.txt)\"").matcher(body).find();
    CallbackServer.answering("{\"allow\":" + allowed + ",\"reason\":\"not here\"}")
        .respond(body, out);
  }

  /** A service with rules for all of them. */
  static RunningService start(
      Issuer issuer, CallbackServer callback, Path directory, String... more) throws Exception {
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
    AccessTableIT.rule(arguments, 3, "user:operator", "publish,watch,list", "*");
    AccessTableIT.rule(arguments, 4, "address:127.0.0.0/8", "publish", "street,gate");
    arguments.addAll(List.of(more));
    return RunningService.start(arguments.toArray(String[]::new));
  }

  /** 200 for whoever is let in, whatever comes of it then. */
  private static int let(String head) {
    int status = Integer.parseInt(head.split(" ", 3)[1]);
    return List.of(401, 403, 429, 503).contains(status) ? status : 200;
  }

  /** Of a route of the stream port; 200 for whoever is let in. */
  static int status(RunningService service, String route, String name, Shown shown)
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

  /** Of a path that is asked for on the stream port; 200 for whoever is let in. */
  static int get(RunningService service, String path, Shown shown) throws IOException {
    return let(head(service, path, shown));
  }

  /** The head of the answer to a request on the stream port. */
  static String head(RunningService service, String path, Shown shown) throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      client.send(request("GET", shown.path(path), "Connection: close", shown));
      return client.readHead();
    }
  }

  /** What follows on the head. */
  static String body(RunningService service, String path, Shown shown) throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      client.send(request("GET", shown.path(path), "Connection: close", shown));
      client.readHead();
      return client.readToEnd();
    }
  }

  private static String request(String method, String path, String header, Shown shown) {
    return Stream.concat(
            Stream.of(method + " " + path + " HTTP/1.1", "Host: 127.0.0.1", header),
            shown.headers().stream())
        .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
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
