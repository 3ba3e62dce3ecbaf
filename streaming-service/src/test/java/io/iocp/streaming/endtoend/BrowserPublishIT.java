package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** One Chromium publishes what its devices, which are fakes, capture; another one plays it. */
@Timeout(180)
class BrowserPublishIT {

  private static final String SMALL = "height=240&fps=20&rate=400";

  private static RunningService service;
  private static Browser publisher;
  private static Browser viewer;

  @BeforeAll
  static void start() {
    // Nothing is cached: whoever joins waits for a keyframe.
    service =
        RunningService.open(
            Engine.NIO, "--streaming.cache.max-memory=0B", "--streaming.rtmp.port=0");
    publisher = browser();
    viewer = browser();
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable one : new AutoCloseable[] {viewer, publisher, service}) {
      if (one != null) {
        try {
          one.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static Browser browser() {
    return Browser.open("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
  }

  @Test
  void cameraAndMicrophoneOfOneBrowserPlayInAnotherFromAKeyframeThatWasAskedFor() throws Exception {
    publish("camera?keyframes=600&" + SMALL);
    publisher.await("window.iocpPublisher.state === 'live' && window.iocpPublisher.frames > 10");

    viewer.open(service.page("/watch/camera"));
    viewer.await(
        "window.iocpPlayer.state === 'live' && video.webkitAudioDecodedByteCount > 0"
            + " && video.getVideoPlaybackQuality().totalVideoFrames > 0");
    double time = viewer.number("video.currentTime");
    double sound = viewer.number("video.webkitAudioDecodedByteCount");
    viewer.await(
        "video.currentTime > "
            + (time + 2)
            + " && video.webkitAudioDecodedByteCount > "
            + sound
            + " && video.getVideoPlaybackQuality().totalVideoFrames > 20");
    assertThat(viewer.number("video.videoHeight")).isEqualTo(240);
    assertThat(viewer.evaluate("window.iocpPlayer.hasSound")).isEqualTo(true);
    assertThat(service.count("streaming.relay.keyframes.requested")).isPositive();
    publisher.await("window.iocpPublisher.roundTripMillis !== null");
    publisher.await("!warnings.hidden");
    assertThat(publisher.text("window.iocpPublisher.warnings[0].kind"))
        .isEqualTo("LONG_KEYFRAME_INTERVAL");
    assertThat(publisher.text("document.getElementById('warnings').textContent"))
        .as("in the server's own words")
        .contains(": late viewers wait");
    publisher.screenshot("publish-camera");
    // The same clock on both sides, and a browser that encodes and sends in between.
    viewer.await("window.iocpPlayer.captureDelayMillis > 0");
    assertThat(viewer.number("window.iocpPlayer.captureDelayMillis")).isLessThan(60_000);

    assertThat(decoded("/live/camera.mp4")).as("what ffmpeg has to say of it").isEmpty();

    viewer.open(service.page("/publish/camera"));
    pressStart(viewer);
    viewer.await("window.iocpPublisher.state === 'failed'");
    assertThat(viewer.text("window.iocpPublisher.text"))
        .isEqualTo("The server says: camera is already published.");

    pressStart(publisher);
    publisher.await("window.iocpPublisher.state === 'idle'");
    assertThat(service.get("/streams/camera/status.json").body()).contains("\"absent\"");
  }

  @Test
  void aCanvasThatDoesNotChangePlaysAsAScreen() throws Exception {
    publish("screen?picture=screen&microphone=none&" + SMALL);
    publisher.await("window.iocpPublisher.state === 'live'");

    viewer.open(service.page("/watch/screen"));
    viewer.await("window.iocpPlayer.state === 'live' && video.currentTime > 0");
    double time = viewer.number("video.currentTime");
    viewer.await("video.currentTime > " + (time + 2));
    assertThat(viewer.number("video.videoWidth")).isEqualTo(320);
    assertThat(viewer.evaluate("window.iocpPlayer.hasSound")).isEqualTo(false);
    pressStart(publisher);
    publisher.await("window.iocpPublisher.state === 'idle'");
  }

  @Test
  void whatTheRecorderOfABrowserRecordsPlaysToo() throws Exception {
    publish("recorded?codec=recorder&keyframes=1&" + SMALL);
    publisher.await("window.iocpPublisher.state === 'live'");

    viewer.open(service.page("/watch/recorded"));
    viewer.await("window.iocpPlayer.state === 'live' && video.webkitAudioDecodedByteCount > 0");
    double time = viewer.number("video.currentTime");
    viewer.await("video.currentTime > " + (time + 2));
    assertThat(viewer.text("window.iocpPlayer.format")).isEqualTo("webm");
    pressStart(publisher);
    publisher.await("window.iocpPublisher.state === 'idle'");
  }

  @Test
  void theListShowsTheWaysOfThisServer() throws Exception {
    viewer.open(service.page("/"));
    viewer.await("document.querySelectorAll('#ways > li').length === 4");
    assertThat(viewer.text("ways.innerText"))
        .contains("/streaming-service.jar")
        .contains("publish --to ws://127.0.0.1:" + service.transportPort() + "/publish/desk")
        .contains("-f mpegts http://127.0.0.1:" + service.transportPort() + "/publish/desk")
        .contains(service.rtmp("live"));
    viewer.screenshot("list-ways");
    viewer.click("#ways a");
    viewer.await("location.pathname === '/publish/desk' && window.iocpPublisher !== undefined");
  }

  @Test
  void whereNobodyMayPublishBothPagesSayWhatTheServerSays() {
    try (RunningService closed = RunningService.start("--streaming.security.mode=closed")) {
      viewer.open(closed.page("/publish/desk"));
      viewer.await("document.getElementById('status').dataset.state === 'failed'");
      assertThat(viewer.text("document.getElementById('overlay-text').textContent"))
          .contains("publishing and watching are disabled");

      viewer.open(closed.page("/"));
      viewer.await("!document.getElementById('publish-refusal').hidden");
      assertThat(viewer.text("document.getElementById('publish-refusal').textContent"))
          .contains("publishing and watching are disabled");
      assertThat(viewer.evaluate("ways.hidden")).isEqualTo(true);
    }
  }

  /** Opens the page in a browser whose screen is a canvas, and starts. */
  private static void publish(String streamAndSettings) {
    publisher.beforeEachPage(
        """
        MediaDevices.prototype.getDisplayMedia = async () => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [640, 480];
          canvas.getContext('2d').fillRect(10, 10, 100, 100);
          return canvas.captureStream(20);
        };
        """);
    publisher.open(service.page("/publish/" + streamAndSettings));
    pressStart(publisher);
  }

  /** With a real key: browsers give a screen only to those who did something. */
  private static void pressStart(Browser browser) {
    browser.await("window.iocpPublisher !== undefined && !start.disabled");
    browser.evaluate("start.focus()");
    browser.press(Keys.ENTER);
  }

  /** Decodes some of a live stream with ffmpeg and returns its warnings. */
  private static String decoded(String path) throws IOException, InterruptedException {
    Process ffmpeg =
        new ProcessBuilder(
                Capability.requireProgram("ffmpeg").toString(),
                "-v",
                "warning",
                "-t",
                "2",
                "-i",
                "http://127.0.0.1:" + service.transportPort() + path,
                "-f",
                "null",
                "-")
            .redirectErrorStream(true)
            .start();
    ffmpeg.getOutputStream().close();
    String warnings = new String(ffmpeg.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(ffmpeg.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    return warnings;
  }
}
