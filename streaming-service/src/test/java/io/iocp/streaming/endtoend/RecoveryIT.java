package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers and servers come and go; the page in front of a viewer stays and recovers. */
@Timeout(180)
class RecoveryIT {

  private static final int KEYFRAME_DISTANCE = TestPicture.FRAMES_PER_SECOND;
  private static final String LIVE_AT_WIDTH =
      "window.iocpPlayer.state === 'live' && video.readyState >= 2 && video.videoWidth === ";

  private static Browser browser;

  private RunningService service;

  @BeforeAll
  static void openBrowser() {
    browser = Browser.open();
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() {
    service = RunningService.open(Engine.NIO);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void thePageSaysThatAStreamHasEndedAndShowsItWhenItReturns() throws Exception {
    try (FfmpegPublisher publisher = publish(TestPicture.FMP4_H264, "320x180")) {
      browser.open(service.page("/watch/show"));
      browser.await(LIVE_AT_WIDTH + 320);
      assertThat(publisher.client().isOpen()).isTrue();
    }
    browser.await("document.body.innerText.includes('The stream has ended')");
    assertThat(browser.text("window.iocpPlayer.state")).isEqualTo("waiting");
    browser.screenshot("recovery-ended");

    try (FfmpegPublisher again = publish(TestPicture.WEBM_VP8, "640x360")) {
      browser.await(LIVE_AT_WIDTH + 640);
      assertThat(browser.text("window.iocpPlayer.format")).isEqualTo("webm");
      assertThat(again.client().isOpen()).isTrue();
    }
  }

  @Test
  void thePageFollowsAPublisherThatBeginsAnewInTheSameSession() throws Exception {
    try (FfmpegPublisher publisher = publish(TestPicture.FMP4_H264, "320x180", "-t", "4")) {
      browser.open(service.page("/watch/show"));
      browser.await(LIVE_AT_WIDTH + 320);

      publisher.continueWith(TestPicture.FMP4_H264_AAC.arguments("640x360", KEYFRAME_DISTANCE));

      browser.await(LIVE_AT_WIDTH + 640);
      assertThat(browser.evaluate("window.iocpPlayer.hasSound")).isEqualTo(true);
    }
  }

  @Test
  void thePageWaitsForAStreamThatIsNotThereYet() throws Exception {
    browser.open(service.page("/watch/show"));
    browser.await("document.body.innerText.includes('Not live yet')");

    try (FfmpegPublisher publisher = publish(TestPicture.FMP4_H264, "320x180")) {
      browser.await(LIVE_AT_WIDTH + 320);
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void thePageReturnsAfterTheServerWasRestarted() throws Exception {
    try (FfmpegPublisher publisher = publish(TestPicture.FMP4_H264, "320x180")) {
      browser.open(service.page("/watch/show"));
      browser.await(LIVE_AT_WIDTH + 320);

      int webPort = service.webPort();
      int transportPort = service.transportPort();
      service.close();

      assertThat(publisher.client().closing().code()).isEqualTo(1001);
      browser.await("window.iocpPlayer.state === 'reconnecting'");
      browser.screenshot("recovery-restart");
      service =
          RunningService.open(
              Engine.NIO, "--server.port=" + webPort, "--iocp.port=" + transportPort);
    }
    try (FfmpegPublisher again = publish(TestPicture.FMP4_H264, "640x360")) {
      browser.await(LIVE_AT_WIDTH + 640);
      assertThat(again.client().isOpen()).isTrue();
    }
  }

  @Test
  void aStoppingServerTellsPublishersAndViewersSo() throws Exception {
    try (FfmpegPublisher publisher = publish(TestPicture.WEBM_VP8, "320x180");
        Client viewer = Client.connect(service.webSocket("/watch/show"))) {
      await().until(() -> viewer.media().size() > 3);
      service.close();

      assertThat(viewer.closing().code()).isEqualTo(1001);
      assertThat(publisher.client().closing().code()).isEqualTo(1001);
    }
  }

  private FfmpegPublisher publish(TestPicture picture, String size, String... more)
      throws IOException {
    return FfmpegPublisher.start(
        service.webSocket("/publish/show"), picture.arguments(size, KEYFRAME_DISTANCE, more));
  }
}
