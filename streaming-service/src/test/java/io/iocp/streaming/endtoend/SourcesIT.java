package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams that the service fetches: from ffmpeg, and from itself. */
@Timeout(120)
class SourcesIT {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String PICTURE =
      ",-v,error,-nostdin,-re,-f,lavfi,-i,testsrc2=size=320x180:rate=10,-c:v,libx264,"
          + "-preset,ultrafast,-tune,zerolatency,-pix_fmt,yuv420p,-g,10,-f,mpegts,-";

  private static final String RTSP = "rtsp://127.0.0.1:" + freePort() + "/camera";
  private static final String SRT = "srt://127.0.0.1:" + freePort();

  private static RunningService service;

  @BeforeAll
  static void start() {
    String ffmpeg = Capability.requireProgram("ffmpeg").toString();
    int port = freePort();
    String server = "127.0.0.1:" + port;
    service =
        RunningService.open(
            Engine.NIO,
            "--iocp.port=" + port,
            "--streaming.publisher.grace=0s",
            "--streaming.sources.cam.command=" + ffmpeg + PICTURE,
            "--streaming.sources.cam.on-demand=true",
            "--streaming.sources.cam.idle-timeout=1s",
            "--streaming.sources.copy.url=ws://" + server + "/watch/cam",
            "--streaming.sources.copy.on-demand=true",
            "--streaming.sources.copy.idle-timeout=1s",
            "--streaming.sources.body.url=http://" + server + "/live/copy.mp4",
            "--streaming.sources.body.on-demand=true",
            "--streaming.sources.body.idle-timeout=1s",
            // A camera that nobody has here is a second ffmpeg, which calls.
            "--streaming.sources.rtsp.command="
                + ffmpeg
                + ",-v,error,-rtsp_flags,listen,-rtsp_transport,tcp,-i,"
                + RTSP
                + ",-c,copy,-f,mpegts,-",
            "--streaming.sources.rtsp.on-demand=true",
            "--streaming.sources.rtsp.idle-timeout=1s",
            "--streaming.sources.srt.command="
                + ffmpeg
                + ",-v,error,-i,"
                + SRT
                + "?mode=listener,-c,copy,-f,mpegts,-",
            "--streaming.sources.srt.on-demand=true",
            "--streaming.sources.srt.idle-timeout=1s",
            "--streaming.sources.broken.command="
                + ffmpeg
                + ",-v,error,-i,http://anna:s3cret-word@127.0.0.1:1/door?key=s3cret-key,-f,mpegts,-");
  }

  @AfterAll
  static void whenTheServiceStopsItsViewersAreToldAndNoProgramIsLeft() throws Exception {
    if (service != null) {
      try (Client viewer = Client.connect(service.webSocket("/watch/cam"))) {
        await().until(() -> !viewer.media().isEmpty());
        assertThat(programs()).isNotEmpty();
        service.close();
        assertThat(viewer.closing().code()).isEqualTo(1001);
      } finally {
        service.close();
      }
      assertThat(programs()).isEmpty();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The test picture's programs that run. */
  private static List<ProcessHandle> programs() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").contains("ffmpeg"))
        .toList();
  }

  private static JsonNode source(String stream) throws Exception {
    return JSON.readTree(service.administer("GET", "/api/v1/sources/" + stream).body());
  }

  private static void awaitState(String stream, String state) {
    await().until(() -> source(stream).get("state").asString(), state::equals);
  }

  @Test
  void aSourceOnDemandStartsWithTheFirstViewerAndIsGoneAfterTheLast() throws Exception {
    awaitState("cam", "IDLE");
    try (Browser browser = Browser.open()) {
      browser.open(service.page("/"));
      browser.await("summary.textContent.includes('on demand')");
      assertThat(browser.text("document.querySelector('.card .badge').textContent"))
          .isEqualTo("On demand");
      assertThat(source("cam").get("state").asString()).isEqualTo("IDLE");

      browser.open(service.page("/watch/cam"));
      browser.await("window.iocpPlayer?.state === 'live' && video.currentTime > 1");
      browser.evaluate("window.before = video.currentTime");
      browser.await("video.currentTime > window.before + 1");
      assertThat(source("cam").get("state").asString()).isEqualTo("RUNNING");
      assertThat(service.gauge("streaming.sources.running")).isEqualTo(1);
    }
    awaitState("cam", "IDLE");
    assertThat(programs()).isEmpty();
    assertThat(service.get("/streams/cam/status.json").body()).contains("\"live\"");
  }

  @Test
  void aSourceThatFailsShowsItsErrorsWithoutSecretsAndIsStartedAgain() throws Exception {
    await().until(() -> source("broken").get("restarts").asInt(), restarts -> restarts > 0);
    String shown = service.administer("GET", "/api/v1/sources").body();
    assertThat(shown)
        .contains("http://***@127.0.0.1:1/door?key=***")
        .contains("http://***@127.0.0.1:1/door?key=***: ")
        .contains("the program ended with exit code")
        .doesNotContain("s3cret", "anna");

    assertThat(service.administer("POST", "/api/v1/sources/nobody/stop").body())
        .contains("urn:iocp:problem:source-not-found");
  }

  @Test
  void thePageOfAdministrationShowsSourcesAndStopsAndStartsThem() throws Exception {
    try (Browser browser = Browser.open()) {
      Dashboard dashboard = new Dashboard(browser);
      dashboard.open(service.page("/admin/"), RunningService.OPERATOR, RunningService.PASSWORD);
      dashboard.view("sources");
      browser.await("document.querySelectorAll('.card pre')[1]?.textContent.includes('door')");
      browser.evaluate("document.querySelectorAll('.card details')[1].open = true");
      browser.screenshot("admin-sources");
      assertThat(browser.text("[...document.querySelectorAll('.card h2')].map(h => h.textContent)"))
          .isEqualTo("[body, broken, cam, copy, rtsp, srt]");

      dashboard.click("[aria-label='Stop the source of broken']");
      dashboard.confirm();
      awaitState("broken", "STOPPED");
      browser.await("document.querySelectorAll('.card .chip')[1].textContent === 'stopped'");
      dashboard.click("[aria-label='Start the source of broken']");
      browser.await("document.querySelectorAll('.card .chip')[1].textContent !== 'stopped'");
      assertThat(dashboard.troubles()).isEqualTo("[]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rtsp", "srt"})
  void whatACameraSendsIsFetchedByFfmpeg(String protocol) throws Exception {
    Process camera = null;
    try (Client viewer = Client.connect(service.webSocket("/watch/" + protocol))) {
      // One that calls before anybody listens ends at once, and calls again.
      while (viewer.media().size() <= 20) {
        camera = camera(protocol);
        Process calling = camera;
        await().until(() -> viewer.media().size() > 20 || !calling.isAlive());
      }
      assertThat(viewer.texts()).anyMatch(text -> text.contains("\"format\":\"fmp4\""));
      assertThat(source(protocol).get("state").asString()).isEqualTo("RUNNING");
    } finally {
      if (camera != null) {
        camera.destroyForcibly().waitFor();
      }
    }
    awaitState(protocol, "IDLE");
  }

  private static Process camera(String protocol) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Capability.requireProgram("ffmpeg").toString());
    command.addAll(List.of("-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i"));
    command.add("testsrc2=size=320x180:rate=10");
    command.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"));
    command.addAll(List.of("-pix_fmt", "yuv420p", "-g", "10", "-f"));
    command.addAll(
        protocol.equals("rtsp")
            ? List.of("rtsp", "-rtsp_transport", "tcp", RTSP)
            : List.of("mpegts", SRT + "?mode=caller"));
    return new ProcessBuilder(command).inheritIO().start();
  }

  @Test
  void aStreamOfAServerIsFetchedByWebSocketAndByHttp() throws Exception {
    try (Client viewer = Client.connect(service.webSocket("/watch/body"))) {
      await().until(() -> viewer.media().size() > 10);
      assertThat(viewer.texts()).anyMatch(text -> text.contains("\"format\":\"fmp4\""));
      assertThat(List.of(source("body"), source("copy"), source("cam")))
          .extracting(source -> source.get("state").asString())
          .containsOnly("RUNNING");
      assertThat(source("copy").get("origin").asString()).startsWith("ws://127.0.0.1:");
    }
    for (String stream : List.of("body", "copy", "cam")) {
      awaitState(stream, "IDLE");
    }
  }
}
