package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recordings on the page of the administration, in Chromium. */
@Timeout(180)
class RecordingPageIT {

  @TempDir private Path directory;

  @Test
  void aStreamIsRecordedPlayedSoughtCutAndDeletedOnThePage() throws Exception {
    try (RunningService service =
            RunningService.open(
                Engine.NIO,
                "--streaming.recording.directory=" + directory,
                "--streaming.recording.min-free-disk=1MB",
                "--streaming.recording.segment-duration=3s",
                "--streaming.publisher.grace=0s");
        FfmpegPublisher publisher =
            FfmpegPublisher.start(
                service.webSocket("/publish/door"),
                TestPicture.FMP4_H264_AAC.arguments("320x180", 10));
        Browser browser = Browser.open("--autoplay-policy=no-user-gesture-required")) {
      await().until(() -> service.get("/streams.json").body().contains("\"live\":true"));
      Dashboard page = new Dashboard(browser);
      page.open(service.page("/admin/"), RunningService.OPERATOR, RunningService.PASSWORD);
      page.view("recordings");
      browser.await(
          "document.querySelector('#view-recordings .toolbar').innerText.includes('free')");

      page.click("#view-recordings .toolbar .button");
      page.confirm();
      browser.await(
          "document.querySelector(\"[aria-label='Running recordings'] .chip\")?.textContent === 'recording'");
      await().until(() -> bytes(service), bytes -> bytes > 200_000);
      page.click("[aria-label='Running recordings'] .stop");
      browser.await("!document.querySelector(\"[aria-label='Running recordings'] .card\")");
      browser.await(
          "document.querySelector(\"[aria-label='Recordings'] .delete:not([disabled])\")");
      assertThat(publisher.client().isOpen()).isTrue();

      assertThat(browser.number("document.querySelectorAll('.day-bar').length")).isEqualTo(1);
      page.click(".day-bar");
      String video = "document.querySelector('.recording-player video')";
      browser.await(video + ".currentTime > 0.5 && " + video + ".videoWidth === 320");
      double duration = browser.number(video + ".duration");
      assertThat(duration).isGreaterThan(3);

      // Sought in, as somebody does who drags the slider.
      browser.evaluate(video + ".pause() || (" + video + ".currentTime = 1)");
      browser.await("!" + video + ".seeking && " + video + ".currentTime === 1");
      page.click(".mark-from");
      browser.evaluate(video + ".currentTime = 2.5");
      browser.await("!" + video + ".seeking && " + video + ".currentTime === 2.5");
      page.click(".mark-to");
      browser.screenshot("recordings");

      String href = browser.text("document.querySelector('.recording-player .clip').href");
      byte[] clip =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(href))
                      .header(
                          "Authorization",
                          RunningService.basic(RunningService.OPERATOR, RunningService.PASSWORD))
                      .build(),
                  BodyHandlers.ofByteArray())
              .body();
      assertThat(MediaFile.decodedFrames(clip)).isBetween(10, 30);
      // The page itself may have it, with the login that it has; and plays it.
      browser.evaluate("window.clip = document.querySelector('.recording-player .clip').href");
      browser.evaluate(video + ".src = window.clip");
      browser.await(video + ".readyState >= 2 && " + video + ".duration > 1");
      assertThat(browser.number(video + ".duration")).isLessThan(duration);

      page.click("[aria-label='Recordings'] .delete");
      page.confirm();
      browser.await("!document.querySelector(\"[aria-label='Recordings'] .card\")");
      assertThat(directory.resolve("door")).doesNotExist();
      assertThat(page.troubles()).isEqualTo("[]");
    }
  }

  private static long bytes(RunningService service) throws Exception {
    String body = service.administer("GET", "/api/v1/recordings").body();
    String marker = "\"bytes\":";
    int at = body.indexOf(marker);
    return at < 0 ? 0 : Long.parseLong(body.substring(at + marker.length(), body.indexOf(',', at)));
  }
}
