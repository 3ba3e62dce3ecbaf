package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component in a page of another origin, which the service allows. */
@Timeout(180)
class EmbeddedPlayerIT {

  private static final String PLAYER = "document.querySelector('iocp-player')";
  private static final String TOLD =
      "window.told.filter(one => one.type !== 'delay').map(one => one.type).join()";

  private static OtherSite site;
  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    site = OtherSite.open();
    service = RunningService.open(Engine.NIO, "--iocp.websocket.allowed-origins=" + site.origin());
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
    if (site != null) {
      site.close();
    }
  }

  private static void open(String attributes) {
    browser.open(
        site.page(
            "<script>window.told = []; for (const type of"
                + " ['playing','waiting','delay','refused','ended']) addEventListener(type, event"
                + " => window.told.push({type, detail: event.detail}), true);</script><script"
                + " type=module src='"
                + service.page("/assets/iocp-player.js")
                + "'></script><iocp-player "
                + attributes
                + "></iocp-player>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mse", "webcodecs"})
  void aStreamPlaysInAPageOfAnotherOrigin(String mode) throws Exception {
    String stream = "embedded-" + mode;
    try (FfmpegPublisher publisher = publish(stream, TestPicture.FMP4_H264_AAC)) {
      open(attributes(stream, mode, "muted controls"));
      browser.await(PLAYER + ".status?.state === 'live' && " + PLAYER + ".status.frames > 10");
      assertThat(browser.text(PLAYER + ".status.mode")).isEqualTo(mode);
      browser.await("window.told.some(one => one.type === 'playing')");
      assertThat(browser.text(TOLD)).startsWith("waiting,playing");
      browser.await("window.told.some(one => one.type === 'delay' && one.detail.seconds >= 0)");
      assertThat(browser.evaluateLater(PLAYER + ".snapshot().then(blob => blob.type)"))
          .isEqualTo("image/png");

      browser.evaluate(PLAYER + ".pause()");
      browser.await(PLAYER + ".status.state === 'paused'");
      browser.evaluate(PLAYER + ".play()");
      browser.await(PLAYER + ".status.state === 'live'");
      browser.evaluate(PLAYER + ".muted = false");
      browser.await(PLAYER + ".status.state === 'live'");
      browser.size(1280, 800);
      browser.screenshot("component-" + mode + "-1280");
      browser.size(360, 640);
      browser.screenshot("component-" + mode + "-360");
      publisher.client().close();
    }
    browser.await("window.told.some(one => one.type === 'ended')");
  }

  @Test
  void soundOfAnotherOriginIsHeardWithThePicture() throws Exception {
    try (FfmpegPublisher publisher = publish("heard", TestPicture.FMP4_H264_AAC)) {
      open(attributes("heard", "webcodecs", ""));
      browser.await("Math.abs(" + PLAYER + ".status?.skewMillis ?? 1000) <= 40");
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void theModeMayBeChangedAndThePlayerRemoved() throws Exception {
    try (FfmpegPublisher publisher = publish("changed", TestPicture.WEBM_VP8)) {
      open(attributes("changed", "mse", "muted"));
      browser.await(PLAYER + ".status?.state === 'live'");
      browser.evaluate(PLAYER + ".mode = 'webcodecs'");
      browser.await(
          PLAYER + ".status.mode === 'webcodecs' && " + PLAYER + ".status.state === 'live'");
      browser.evaluate("(window.gone = " + PLAYER + ").remove()");
      assertThat(browser.evaluate("window.gone.status")).isNull();
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }

  @Test
  void anInvalidNameIsRefusedInWords() {
    open("src='" + service.page("/watch/not%20a%20name") + "' controls");
    browser.await("window.told.some(one => one.type === 'refused')");
    assertThat(browser.text("window.told.find(one => one.type === 'refused').detail.title"))
        .isEqualTo("Invalid stream name");
  }

  private static String attributes(String stream, String mode, String more) {
    return "src='" + service.page("/watch/" + stream) + "' mode=" + mode + " " + more;
  }

  private static FfmpegPublisher publish(String stream, TestPicture picture) throws IOException {
    return FfmpegPublisher.start(
        service.webSocket("/publish/" + stream), picture.arguments("640x360", 20));
  }
}
