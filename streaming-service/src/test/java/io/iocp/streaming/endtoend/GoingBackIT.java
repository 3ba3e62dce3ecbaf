package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Going back in a live stream and forward again, in Chromium. */
@Timeout(180)
class GoingBackIT {

  @TempDir private Path directory;

  @Test
  void aViewerGoesBackPausesPlaysFasterAndIsLiveAgain() throws Exception {
    try (RunningService service =
            RunningService.open(
                Engine.NIO,
                "--streaming.dvr.window=60s",
                "--streaming.dvr.directory=" + directory,
                "--streaming.recording.min-free-disk=1MB");
        FfmpegPublisher publisher =
            FfmpegPublisher.start(
                service.webSocket("/publish/door"),
                TestPicture.FMP4_H264_AAC.arguments("320x180", 25));
        Browser browser = Browser.open("--autoplay-policy=no-user-gesture-required")) {
      browser.open(service.page("/watch/door"));
      browser.await("iocpPlayer.state === 'live' && iocpPlayer.canGoBack && !iocpPlayer.past");
      browser.await("iocpPlayer.serverMillis - iocpPlayer.windowFromMillis > 11000");

      browser.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
      browser.await(
          "iocpPlayer.past && iocpPlayer.state === 'live' && iocpPlayer.behindSeconds > 8");
      assertThat(browser.number("iocpPlayer.behindSeconds")).isLessThan(14);
      assertThat(browser.text("document.getElementById('live-text').textContent"))
          .isEqualTo("Go live");
      double place = browser.number("video.currentTime");
      browser.await("video.currentTime > " + (place + 1));
      assertThat(service.gauge("streaming.dvr.viewers")).isLessThanOrEqualTo(1);
      assertThat(service.count("streaming.dvr.seeks")).isPositive();
      browser.screenshot("going-back");

      // It keeps its place through a pause.
      browser.press(" ");
      browser.await("iocpPlayer.state === 'paused' && video.paused");
      double paused = browser.number("iocpPlayer.shownMillis");
      browser.await("iocpPlayer.serverMillis - " + paused + " > 12000");
      browser.press(" ");
      browser.await("iocpPlayer.past && iocpPlayer.state === 'live'");
      assertThat(browser.number("iocpPlayer.shownMillis")).isBetween(paused - 500, paused + 4000);

      // Faster, until there is nothing more to catch up with.
      browser.click("#speed");
      browser.click("#speed");
      browser.await("video.playbackRate === 2");
      browser.await("!iocpPlayer.past && iocpPlayer.state === 'live'");
      assertThat(service.count("streaming.dvr.caught.up")).isPositive();
      place = browser.number("video.currentTime");
      browser.await("video.currentTime > " + (place + 2));
      assertThat(browser.number("iocpPlayer.behindSeconds")).isLessThan(5);

      // A picture of the past stands over the bar.
      browser.evaluate(
          "document.getElementById('seek').dispatchEvent(new PointerEvent('pointermove', {clientX:"
              + " 60}))");
      browser.await("document.getElementById('seek-picture').videoWidth === 320");
      browser.evaluate(
          "document.getElementById('seek').dispatchEvent(new PointerEvent('pointerleave'))");

      // By the bar to the beginning, and by the button to live.
      browser.evaluate(
          "(seek.value = Number(seek.min) + 2000) && seek.dispatchEvent(new Event('change'))");
      browser.await("iocpPlayer.past && iocpPlayer.state === 'live'");
      assertThat(browser.number("iocpPlayer.behindSeconds")).isGreaterThan(15);
      browser.click("#live");
      browser.await("!iocpPlayer.past && iocpPlayer.state === 'live'");
      place = browser.number("video.currentTime");
      browser.await("video.currentTime > " + (place + 1));

      // The component has the same bar, and the same way back.
      browser.open(service.page("/embed/door"));
      browser.await("iocpPlayer?.state === 'live' && iocpPlayer.canGoBack && !iocpPlayer.past");
      browser.evaluate("(window.part = name => player.shadowRoot.querySelector('.' + name))");
      browser.await("!part('seek-row').hidden");
      browser.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
      browser.await(
          "iocpPlayer.past && iocpPlayer.state === 'live' && part('live-text').textContent !=="
              + " 'Live'");
      assertThat(browser.text("part('live-text').textContent")).isEqualTo("Go live");
      browser.evaluate(
          "part('seek').dispatchEvent(new PointerEvent('pointermove', {clientX: 60}))");
      browser.await("part('seek-picture').videoWidth === 320");
      browser.screenshot("going-back-component");
      browser.evaluate("part('live').click()");
      browser.await("!iocpPlayer.past && iocpPlayer.state === 'live'");
      assertThat(publisher.client().isOpen()).isTrue();
    }
  }
}
