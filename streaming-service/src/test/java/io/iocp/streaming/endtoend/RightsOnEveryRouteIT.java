package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.CallbackServer;
import io.iocp.streaming.endtoend.Rights.Kind;
import io.iocp.streaming.endtoend.Rights.Shown;
import io.iocp.streaming.ingest.rtmp.protocol.PublisherBytes;
import io.iocp.streaming.media.input.Recording;
import io.iocp.testsupport.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

  @Test
  void everyRouteAsksTheSameOfEveryKindOfRight(CapturedOutput output) throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(Rights::decide);
        CallbackServer origin = new CallbackServer(CallbackServer.answering(404, ""));
        RunningService service =
            Rights.start(
                issuer,
                callback,
                directory,
                "--streaming.rtmp.port=0",
                "--streaming.sources.attic.url=" + origin.url("/attic.mp4"),
                "--streaming.sources.attic.on-demand=true")) {
      Set<String> covered = new TreeSet<>(WATCHING);
      covered.addAll(PUBLISHING);
      covered.addAll(List.of(FILE, FILES, "HTTP /livez", "HTTP /readyz"));
      assertThat(covered)
          .as("routes of the stream port")
          .isEqualTo(MappedRoutes.ofTheStreamPort(service));

      for (Kind kind : Rights.kinds(issuer, service)) {
        check(service, kind);
      }
      assertThat(origin.heads()).as("a source that nobody may watch is not fetched").isEmpty();
      Shown operator =
          Shown.authorization(
              RunningService.basic(RunningService.OPERATOR, RunningService.PASSWORD));
      assertThat(Rights.status(service, "WS /watch/{stream}", "attic", operator)).isEqualTo(200);
      await().until(() -> !origin.heads().isEmpty());

      for (String page : List.of("/", "/watch/hall", "/embed/hall", "/publish/hall", "/wall")) {
        HttpResponse<String> shown = service.get(page + "?token=" + Rights.TOKEN);
        assertThat(shown.headers().firstValue("Referrer-Policy")).as(page).hasValue("no-referrer");
        assertThat(shown.headers().map().toString() + shown.body())
            .as("no link of the page %s carries the token", page)
            .doesNotContain(Rights.TOKEN);
      }
      assertThat(output).doesNotContain(Rights.TOKEN, Rights.THEIRS, Rights.PASSWORD);
      assertThat(service.administer("GET", "/actuator/prometheus").body())
          .doesNotContain(Rights.TOKEN, Rights.THEIRS, Rights.PASSWORD);
    }
  }

  private void check(RunningService service, Kind kind) throws Exception {
    boolean socketsOnly = kind.isOfSocketsOnly();
    for (String route : WATCHING) {
      if (!socketsOnly || route.startsWith("WS")) {
        String as = kind.who() + " " + route;
        assertThat(Rights.status(service, route, "hall", kind.right().show("watch", "hall")))
            .as(as)
            .isEqualTo(kind.watch());
        assertThat(Rights.status(service, route, "attic", kind.right().show("watch", "attic")))
            .as(as)
            .isEqualTo(kind.elsewhere());
      }
    }
    for (String route : PUBLISHING) {
      if (!socketsOnly || route.startsWith("WS")) {
        String door = "door" + ++names;
        assertThat(Rights.status(service, route, door, kind.right().show("publish", door)))
            .as(kind.who() + " " + route)
            .isEqualTo(kind.publish());
        assertThat(Rights.status(service, route, "attic", kind.right().show("publish", "attic")))
            .as(kind.who() + " " + route)
            .isEqualTo(kind.elsewhere());
      }
    }
    assertThat(Rights.status(service, FILE, "report.txt", kind.right().show("files", "report.txt")))
        .as(kind.who())
        .isEqualTo(kind.file());
    assertThat(Rights.status(service, FILES, "", kind.right().show("files", "report.txt")))
        .as(kind.who() + " all files")
        .isIn(401, 403);
    if (!socketsOnly) {
      for (String path : WATCHING_THROUGH_THE_GATEWAY) {
        String as = kind.who() + " " + path;
        assertThat(Rights.get(service, path.formatted("hall"), kind.right().show("watch", "hall")))
            .as(as)
            .isEqualTo(kind.watch());
        assertThat(
                Rights.get(service, path.formatted("attic"), kind.right().show("watch", "attic")))
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
        CallbackServer callback = new CallbackServer(Rights::decide);
        RunningService service =
            Rights.start(
                issuer,
                callback,
                directory,
                "--streaming.rtmps.port=0",
                "--spring.ssl.bundle.jks.stream.keystore.location=file:"
                    + CERTIFICATE.keyStoreFile(),
                "--spring.ssl.bundle.jks.stream.keystore.password=" + TestCertificate.PASSWORD,
                "--iocp.ssl.bundle=stream")) {
      for (Kind kind : Rights.kinds(issuer, service)) {
        checkStreamKey(service, kind, CERTIFICATE.trusted());
      }
    }
  }

  @Test
  void portsOfStreamsAskForTheAddress(CapturedOutput output) throws Exception {
    try (Issuer issuer = new Issuer();
        CallbackServer callback = new CallbackServer(Rights::decide);
        RunningService service =
            Rights.start(
                issuer,
                callback,
                directory,
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
}
