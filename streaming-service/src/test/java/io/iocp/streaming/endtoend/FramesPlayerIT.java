package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page plays frames through WebCodecs, and something else where it cannot. */
@Timeout(180)
class FramesPlayerIT {

  private static final String LIVE =
      "window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > 10";

  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() {
    service = RunningService.open(Engine.NIO, "--streaming.demo.enabled=true");
    browser = Browser.open("--autoplay-policy=no-user-gesture-required");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (service != null) {
      service.close();
    }
  }

  @ParameterizedTest
  @EnumSource(TestPicture.class)
  void framesPlayOnTheirCanvasWhateverWasPublished(TestPicture picture) throws Exception {
    String stream = "frames-" + picture.name().toLowerCase(Locale.ROOT);
    try (FfmpegPublisher publisher = publish(stream, picture)) {
      browser.open(service.page("/watch/" + stream + "?mode=webcodecs"));
      browser.await(LIVE);
      assertThat(browser.text("window.iocpPlayer.mode")).isEqualTo("webcodecs");
      assertThat(browser.text("window.iocpPlayer.modeNote")).isEmpty();
      assertThat(browser.number("window.iocpPlayer.width")).isEqualTo(640);
      assertThat(browser.number("window.iocpPlayer.height")).isEqualTo(360);
      browser.evaluate(
          "(window.looks = () => { const c = document.createElement('canvas'); c.width = 64;"
              + " c.height = 36; c.getContext('2d').drawImage(document.querySelector('.frames'), 0,"
              + " 0, 64, 36); return c.toDataURL(); })");
      for (int change = 0; change < 5; change++) {
        browser.evaluate("window.before = window.looks()");
        browser.await("window.looks() !== window.before");
      }
      browser.screenshot("webcodecs-" + stream);
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void pictureIsHeldToTheSoundThatIsHeard() throws Exception {
    try (FfmpegPublisher publisher = publish("heard", TestPicture.FMP4_H264_AAC)) {
      browser.open(service.page("/watch/heard?mode=webcodecs&muted=false"));
      browser.await(LIVE);
      browser.await("window.iocpPlayer.skewMillis !== null");
      for (int look = 0; look < 10; look++) {
        browser.evaluate("window.before = window.iocpPlayer.frames");
        browser.await(
            "window.iocpPlayer.frames > window.before"
                + " && Math.abs(window.iocpPlayer.skewMillis) <= 40");
      }
      browser.click("#mute");
      browser.await("window.iocpPlayer.skewMillis === null && " + LIVE);
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void aPlayerThatFailsIsFollowedByTheNextAndNotTriedAgain() throws Exception {
    try (FfmpegPublisher publisher = publish("fall", TestPicture.FMP4_H264)) {
      browser.open(service.page("/watch/fall?mode=webcodecs"));
      browser.await(LIVE);
      browser.evaluate(
          "(window.Worker = class extends Worker { constructor(...all) { super(...all);"
              + " setTimeout(() => this.onmessage({data: {failure: {title: 'Broken', text: 'On"
              + " purpose.'}}}), 500); } })");
      choose("mse");
      browser.await("window.iocpPlayer.mode === 'mse' && " + LIVE);
      choose("webcodecs");
      browser.await(
          "window.iocpPlayer.mode === 'mse' && window.iocpPlayer.modeNote === 'Broken. On purpose.'"
              + " && "
              + LIVE);
      double time = browser.number("video.currentTime");
      browser.await("video.currentTime > " + (time + 2));
      assertThat(browser.text("window.iocpPlayer.mode")).isEqualTo("mse");
      assertThat(browser.number("document.querySelectorAll('.frames').length")).isZero();
      assertThat(browser.text("document.getElementById('mode-note').textContent"))
          .isEqualTo("Broken. On purpose.");
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void whereWebCodecsAreMissingThePageSaysSoAndPlaysOtherwise() throws Exception {
    try (Browser other = Browser.open();
        FfmpegPublisher publisher = publish("without", TestPicture.WEBM_VP8)) {
      other.beforeEachPage("Object.defineProperty(window, 'isSecureContext', {value: false})");
      other.open(service.page("/watch/without?mode=webcodecs"));
      other.await("window.iocpPlayer.state === 'live' && video.currentTime > 0");
      assertThat(other.text("document.getElementById('mode-note').textContent"))
          .isEqualTo("WebCodecs needs a secure context: HTTPS, or localhost.");
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void picturesOfJpegComeToTheCanvasWhateverIsAskedFor() {
    browser.open(service.page("/watch/demo?mode=webcodecs"));
    browser.await("window.iocpPlayer.mode === 'canvas' && " + LIVE);
  }

  @Test
  void aStreamGoesOnWithItsNextPublisher() throws Exception {
    browser.open(service.page("/watch/next?mode=webcodecs"));
    try (FfmpegPublisher first = publish("next", TestPicture.FMP4_H264)) {
      browser.await(LIVE);
      first.client().close();
    }
    browser.await("window.iocpPlayer.state !== 'live'");
    double frames = browser.number("window.iocpPlayer.frames");
    try (FfmpegPublisher second = publish("next", TestPicture.WEBM_VP8)) {
      browser.await(
          "window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > " + (frames + 5));
      assertThat(browser.text("window.iocpPlayer.mode")).isEqualTo("webcodecs");
      assertThat(second.client().isOpen()).isTrue();
    }
  }

  @Test
  void playersOfAWallThatAreOutOfSightStop() throws Exception {
    try (FfmpegPublisher door = publish("door", TestPicture.FMP4_H264);
        FfmpegPublisher hall = publish("hall", TestPicture.WEBM_VP8)) {
      browser.size(1280, 800);
      browser.open(service.page("/wall?streams=demo,door,hall,nothing&mode=webcodecs"));
      browser.await(
          "[...document.querySelectorAll('iocp-player')].filter(one => one.status?.state ==="
              + " 'live').length === 3");
      browser.screenshot("wall-1280");
      browser.size(360, 640);
      browser.evaluate("(document.getElementById('wall').style.marginTop = '5000px')");
      browser.await("document.querySelectorAll('iocp-player').length === 0");
      await().until(() -> service.gauge("streaming.viewers") == 0);
      browser.evaluate("(document.getElementById('wall').style.marginTop = '0')");
      browser.await(
          "[...document.querySelectorAll('iocp-player')].filter(one => one.status?.state ==="
              + " 'live').length === 3");
      browser.screenshot("wall-360");
      browser.size(1200, 800);
      assertThat(door.client().isOpen()).isTrue();
      assertThat(hall.client().isOpen()).isTrue();
    }
  }

  private static void choose(String mode) {
    browser.enter("#mode", mode);
  }

  private static FfmpegPublisher publish(String stream, TestPicture picture) throws IOException {
    return FfmpegPublisher.start(
        service.webSocket("/publish/" + stream), picture.arguments("640x360", 20));
  }
}
