package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of recordings for viewers, in Chromium; its publisher chose to be recorded. */
@Timeout(180)
class RecordingsForViewersIT {

  @TempDir private Path directory;
  @TempDir private Path downloads;

  @Test
  void aRecordingIsFoundPlayedSoughtCutAndItsClipSaved() throws Exception {
    try (RunningService service =
            RunningService.open(
                Engine.NIO,
                "--streaming.recording.directory=" + directory,
                "--streaming.recording.publishers-choose=door",
                "--streaming.recording.min-free-disk=1MB",
                "--streaming.publisher.grace=0s");
        Browser browser = Browser.open("--autoplay-policy=no-user-gesture-required")) {
      try (FfmpegPublisher hall =
              FfmpegPublisher.start(
                  service.webSocket("/publish/hall?record=true"),
                  TestPicture.FMP4_H264.arguments("320x180", 10));
          FfmpegPublisher door =
              FfmpegPublisher.start(
                  service.webSocket("/publish/door?record=true"),
                  TestPicture.FMP4_H264_AAC.arguments("320x180", 10))) {
        await().until(() -> service.get("/recordings.json").body().contains("\"door\""));
        await().until(() -> door.published().length, bytes -> bytes > 250_000);
        assertThat(hall.client().isOpen()).isTrue();
      }
      await().until(() -> service.get("/recordings.json").body().contains("\"running\":false"));
      assertThat(service.get("/recordings.json").body()).doesNotContain("\"hall\"");

      browser.open(service.page("/"));
      browser.await("document.querySelector('#recordings-link:not([hidden])')");
      browser.click("#recordings-link");
      browser.await("document.querySelectorAll('#lines .day-bar').length === 1");
      assertThat(browser.number("document.querySelectorAll('.calendar .has').length")).isEqualTo(1);
      browser.enter("#stream", "nobody");
      browser.await("!document.querySelector('#lines .day-bar') && !empty.hidden");
      browser.enter("#stream", "door");
      browser.await("document.querySelectorAll('#lines .day-bar').length === 1");

      browser.click("#list .play");
      browser.await("video.currentTime > 0.3 && video.videoWidth === 320");
      double duration = browser.number("video.duration");
      browser.evaluate("video.pause() || (video.currentTime = 1)");
      browser.await("!video.seeking && video.currentTime === 1");
      browser.click("#mark-from");
      browser.evaluate("video.currentTime = 2.5");
      browser.await("!video.seeking && video.currentTime === 2.5");
      browser.click("#mark-to");
      browser.screenshot("recordings-for-viewers");

      browser.downloadsTo(downloads);
      browser.click("#clip");
      byte[] clip = await().until(() -> saved(), bytes -> bytes.length > 0);
      assertThat(MediaFile.decodedFrames(clip)).isBetween(10, 30);
      assertThat(duration).isGreaterThan(2.5);
    }
  }

  /** The file that the browser has saved; empty while it has not. */
  private byte[] saved() throws IOException {
    try (Stream<Path> files = Files.list(downloads)) {
      List<Path> done = files.filter(file -> file.toString().endsWith(".mp4")).toList();
      return done.isEmpty() ? new byte[0] : Files.readAllBytes(done.get(0));
    }
  }
}
