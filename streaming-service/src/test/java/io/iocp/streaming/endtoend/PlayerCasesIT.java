package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that are unlike what a tidy publisher sends: the page plays them, and says what is. */
@Timeout(180)
class PlayerCasesIT {

  private static final Duration FRAME = Duration.ofMillis(40);

  private static final String PICTURE = "-f lavfi -i testsrc2=size=320x180:rate=25 ";
  private static final String H264 =
      " -c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -sc_threshold 0";
  private static final String FRAME_BY_FRAME =
      " -movflags empty_moov+default_base_moof+frag_every_frame";
  private static final int TICKS_PER_SECOND = 12_800;

  /** Keeps all that the page said, from the first moment on. */
  private static final String LISTEN =
      "window.said = [];"
          + "setInterval(() => {"
          + "  const s = window.iocpPlayer; if (!s) return;"
          + "  const title = document.getElementById('overlay').hidden ? '' : s.title;"
          + "  if (window.said.at(-1) !== title) window.said.push(title);"
          + "}, 50);";

  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() {
    service = RunningService.open(Engine.NIO);
    browser = Browser.open();
    browser.beforeEachPage(LISTEN);
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

  /**
   * Eight times as fast as it is meant to be watched: what was played is given up all the sooner.
   */
  @Test
  void theGroupThatIsPlayedIsKeptHoweverLongItIs() throws Exception {
    MediaPieces media = MediaPieces.mp4(PICTURE + "-t 55" + H264 + " -g 2000" + FRAME_BY_FRAME);
    try (PacedPublisher publisher = publish("long-group", media.all(), FRAME.dividedBy(8))) {
      browser.open(publisher.page());
      browser.await("video.currentTime > 40 && window.iocpPlayer.state === 'live'");
      assertThat(browser.number("video.buffered.start(0)")).isLessThan(1);
    }
  }

  @Test
  void aStreamOfLongFragmentsPlaysWithoutABreak() throws Exception {
    MediaPieces media =
        MediaPieces.mp4(
            PICTURE
                + "-t 20 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -sc_threshold 0 -g 50"
                + " -movflags frag_keyframe+empty_moov+default_base_moof");
    try (PacedPublisher publisher = publish("long-fragments", media.all(), Duration.ofSeconds(2))) {
      browser.open(publisher.page());
      browser.await("window.iocpPlayer?.state === 'live'");
      browser.evaluate("window.said.length = 0");
      browser.await("video.currentTime > 7");
      assertThat(browser.text("window.said.filter(Boolean)")).isEqualTo("[]");
      assertThat(browser.number("window.iocpPlayer.jumps")).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"mp4", "webm"})
  void soundWithoutAPictureIsLive(String container) throws Exception {
    MediaPieces media =
        container.equals("mp4")
            ? MediaPieces.mp4("-f lavfi -i sine=440 -t 20 -c:a aac" + FRAME_BY_FRAME)
            : MediaPieces.webm("-f lavfi -i sine=440 -t 20 -c:a libopus -cluster_time_limit 100");
    String stream = "sound-" + container;
    Duration pace = Duration.ofSeconds(20).dividedBy(media.fragments().size());
    try (PacedPublisher publisher = publish(stream, media.all(), pace)) {
      browser.open(publisher.page());
      browser.await("window.iocpPlayer?.state === 'live' && video.currentTime > 1");
      assertThat(browser.text("document.getElementById('sound-card').innerText"))
          .contains("Sound only");
      assertThat(browser.evaluate("mute.hidden || !overlay.hidden")).isEqualTo(false);
      browser.screenshot("playback-" + stream);
    }
  }

  @Test
  void timeThatGoesBackInMp4CostsAGroupAtMost() throws Exception {
    MediaPieces media = MediaPieces.mp4(PICTURE + "-t 20" + H264 + " -g 25" + FRAME_BY_FRAME);
    List<byte[]> pieces = new ArrayList<>(List.of(media.init()));
    for (byte[] fragment : media.fragments().subList(0, 60)) {
      pieces.add(MediaPieces.moved(fragment, 1000L * TICKS_PER_SECOND));
    }
    pieces.addAll(media.fragments().subList(60, media.fragments().size()));
    try (PacedPublisher publisher = publish("back", pieces, FRAME)) {
      browser.open(publisher.page());
      browser.await("video.currentTime > 1006 && window.iocpPlayer.state === 'live'");
      assertThat(browser.number("window.iocpPlayer.aheadSeconds")).isLessThan(2);
    }
  }

  @Test
  void timeThatGoesBackInWebmCostsAGroupAtMost() throws Exception {
    MediaPieces media =
        MediaPieces.webm(
            PICTURE + "-t 5 -c:v libvpx -deadline realtime -g 25 -live 1 -cluster_time_limit 1000");
    List<byte[]> pieces = new ArrayList<>(media.all());
    pieces.addAll(media.fragments());
    pieces.addAll(media.fragments());
    Duration pace = Duration.ofSeconds(5).dividedBy(media.fragments().size());
    try (PacedPublisher publisher = publish("back-webm", pieces, pace)) {
      browser.open(publisher.page());
      browser.await("video.currentTime > 7 && window.iocpPlayer.state === 'live'");
    }
  }

  @Test
  void aPublisherThatBeginsAnewOrComesBackIsShownInTheSamePlace() throws Exception {
    MediaPieces small = MediaPieces.mp4(PICTURE + "-t 20" + H264 + " -g 25" + FRAME_BY_FRAME);
    MediaPieces large =
        MediaPieces.mp4(
            PICTURE.replace("320x180", "640x360") + "-t 30" + H264 + " -g 25" + FRAME_BY_FRAME);
    try (PacedPublisher publisher = publish("again", large.all(), FRAME)) {
      browser.open(publisher.page());
      browser.await("window.iocpPlayer?.state === 'live' && video.videoWidth === 640");
      browser.evaluate("window.source = video.src");
      publisher.continueWith(small.all());
      browser.await("window.iocpPlayer.state === 'live' && video.videoWidth === 320");
      browser.evaluate("window.before = video.currentTime");
      browser.await("window.iocpPlayer.state === 'live' && video.currentTime > window.before + 1");
    }
    browser.await("window.iocpPlayer.state === 'waiting'");
    browser.evaluate("window.before = video.currentTime");
    try (PacedPublisher publisher = publish("again", small.all(), FRAME)) {
      assertThat(browser.evaluate("location.href")).isEqualTo(publisher.page().toString());
      browser.await("window.iocpPlayer.state === 'live' && video.currentTime > window.before + 1");
    }
    assertThat(browser.evaluate("video.src === window.source")).isEqualTo(true);
  }

  @Test
  void aGapInTimeIsPassedWithoutAWord() throws Exception {
    MediaPieces media = MediaPieces.mp4(PICTURE + "-t 12" + H264 + " -g 25" + FRAME_BY_FRAME);
    List<byte[]> pieces = new ArrayList<>(media.from(0, 60));
    for (byte[] fragment : media.fragments().subList(60, media.fragments().size())) {
      pieces.add(MediaPieces.moved(fragment, 8L * TICKS_PER_SECOND));
    }
    try (PacedPublisher publisher = publish("gap", pieces, FRAME)) {
      browser.open(publisher.page());
      browser.await("window.iocpPlayer?.state === 'live'");
      browser.evaluate("window.said.length = 0");
      browser.await("video.currentTime > 6");
      assertThat(browser.text("window.said")).doesNotContain("No picture");
      assertThat(browser.text("window.iocpPlayer.state")).isEqualTo("live");
    }
  }

  @Test
  void aStreamOfSingleFramesIsShownAThirdOfASecondAfterItsArrival() throws Exception {
    MediaPieces media = MediaPieces.mp4(PICTURE + "-t 30" + H264 + " -g 50" + FRAME_BY_FRAME);
    try (PacedPublisher publisher = publish("frames", media.all(), FRAME)) {
      browser.open(publisher.page());
      browser.await("window.iocpPlayer?.state === 'live'");
      // For two seconds on end, whenever the machine lets it.
      browser.evaluate("window.near = 0");
      browser.await(
          "(window.near = window.iocpPlayer.aheadSeconds <= 0.35 ? window.near + 1 : 0) > 100");
      browser.await("Math.abs(Number(fps.textContent) - 25) <= 1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "%C3%BCber, must only contain the characters A-Z a-z 0-9 . _ -",
    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn, has 70 characters"
  })
  void aNameThatNoStreamCanHaveIsSaidToBeWrong(String name, String what) {
    browser.open(service.page("/watch/" + name));
    browser.await("overlay.innerText.includes('Invalid stream name')");
    assertThat(browser.text("overlay.innerText")).contains(what);
    assertThat(browser.text("window.iocpPlayer.state")).isEqualTo("stopped");
  }

  private static PacedPublisher publish(String stream, List<byte[]> pieces, Duration pace) {
    return PacedPublisher.start(service, stream, pieces, pace);
  }
}
