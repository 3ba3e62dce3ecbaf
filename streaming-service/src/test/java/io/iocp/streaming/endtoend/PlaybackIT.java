package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ffmpeg publishes, the service relays, Chromium plays. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class PlaybackIT {

  private static RunningService service;
  private static Browser browser;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service = RunningService.open(engine, "--streaming.demo.enabled=true");
    browser = Browser.open();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (browser != null) {
      browser.close();
      browser = null;
    }
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @ParameterizedTest
  @EnumSource(TestPicture.class)
  void videoOfFfmpegPlaysInTheBrowser(TestPicture picture) throws Exception {
    String stream = picture.name().toLowerCase(Locale.ROOT);
    try (FfmpegPublisher publisher = publish(stream, picture)) {
      browser.open(service.page("/watch/" + stream));
      browser.await("window.iocpPlayer.state === 'live' && video.currentTime > 0");
      double time = browser.number("video.currentTime");
      double frames = browser.number("video.getVideoPlaybackQuality().totalVideoFrames");
      // Not "in two seconds": a page that fell behind skips pictures to chase the live edge.
      browser.await(
          "video.currentTime > "
              + (time + 2)
              + " && video.getVideoPlaybackQuality().totalVideoFrames >= "
              + (frames + TestPicture.FRAMES_PER_SECOND));
      assertThat(browser.number("video.videoWidth")).isEqualTo(640);
      assertThat(browser.number("video.videoHeight")).isEqualTo(360);
      assertThat(browser.text("window.iocpPlayer.format")).isEqualTo(picture.format());
      assertThat(browser.evaluate("window.iocpPlayer.hasSound"))
          .isEqualTo(picture == TestPicture.FMP4_H264_AAC);
      browser.screenshot("playback-" + stream + "-" + engine.name().toLowerCase(Locale.ROOT));
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void theDemoPictureMovesOnItsCanvas() throws Exception {
    browser.open(service.page("/watch/demo"));
    browser.await("window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > 0");
    assertThat(browser.text("window.iocpPlayer.format")).isEqualTo("jpeg");
    assertThat(browser.number("canvas.width")).isEqualTo(640);
    assertThat(browser.number("canvas.height")).isEqualTo(360);

    for (int change = 0; change < 5; change++) {
      browser.evaluate("window.picture = canvas.toDataURL()");
      browser.await("canvas.toDataURL() !== window.picture");
    }
    browser.screenshot("playback-demo-" + engine.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void aPageOfAnotherSiteShowsThePlayerAlone() throws Exception {
    browser.open(service.page("/watch/demo"));
    browser.await("window.iocpPlayer.state === 'live'");
    String markup = browser.text("document.getElementById('share-frame').value");
    assertThat(markup).contains("/embed/demo").contains("640 / 360");

    try (OtherSite site = OtherSite.open()) {
      browser.open(site.page(markup));
      browser.enterFrame(0);
      browser.await("window.iocpPlayer?.state === 'live' && window.iocpPlayer.frames > 0");
      assertThat(browser.number("player.clientHeight")).isEqualTo(browser.number("innerHeight"));
      assertThat(browser.number("document.body.children.length")).isEqualTo(2);
      browser.screenshot("embedded-" + engine.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void theListShowsAStillOfEachStream() throws Exception {
    try (FfmpegPublisher desktop = publish("desktop", TestPicture.FMP4_H264_AAC);
        FfmpegPublisher workshop = publish("workshop", TestPicture.WEBM_VP8)) {
      browser.open(service.page("/"));
      browser.await("document.querySelectorAll('.card .still.taken').length === 3");
      browser.await("summary.textContent === '3 live · 0 viewers'");
      assertThat(browser.text("[...document.querySelectorAll('.name')].map(n => n.textContent)"))
          .isEqualTo("[demo, desktop, workshop]");
      browser.await("document.getAnimations().length === 0");
      browser.screenshot("list-" + engine.name().toLowerCase(Locale.ROOT));
      assertThat(desktop.client().isOpen()).isTrue();
      assertThat(workshop.client().isOpen()).isTrue();
    }
  }

  private static FfmpegPublisher publish(String stream, TestPicture picture) throws IOException {
    return FfmpegPublisher.start(
        service.webSocket("/publish/" + stream), picture.arguments("640x360", 20));
  }
}
