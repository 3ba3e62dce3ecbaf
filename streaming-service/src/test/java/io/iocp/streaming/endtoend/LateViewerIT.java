package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Viewers that come twenty seconds after the publisher. Each stream has its first keyframe and then
 * never another one, so that nothing but the server's cache can explain a picture.
 */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class LateViewerIT {

  private static final Logger logger = LoggerFactory.getLogger(LateViewerIT.class);

  private static final int LATE_SECONDS = 20;
  private static final int NEVER_AGAIN = 1_000_000;
  private static final int ATTEMPTS = 20;

  /** One group of pictures grows as long as the tests take, at less than 100 KB a second. */
  private static final String ENOUGH_FOR_MINUTES = "48MB";

  private static final double ONE_SECOND_MILLIS = 1000;

  /** Notes when the page's WebSocket opened and when its video had the first picture. */
  private static final String STOPWATCH =
      """
      const Original = window.WebSocket;
      window.WebSocket = class extends Original {
        constructor(...args) {
          super(...args);
          this.addEventListener('open', () => (window.openedMillis ??= performance.now()));
        }
      };
      document.addEventListener('loadeddata', () => (window.pictureMillis ??= performance.now()), true);
      """;

  private static final Map<TestPicture, FfmpegPublisher> publishers =
      new EnumMap<>(TestPicture.class);
  private static final Map<TestPicture, Client> earlyViewers = new EnumMap<>(TestPicture.class);
  private static RunningService service;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void publishForTwentySeconds(Engine engine) throws Exception {
    service =
        RunningService.open(
            engine,
            "--streaming.cache.max-memory=" + ENOUGH_FOR_MINUTES,
            "--streaming.cache.max-chunks=100000",
            "--streaming.viewer.queue=" + ENOUGH_FOR_MINUTES);
    for (TestPicture picture : TestPicture.values()) {
      publishers.put(
          picture,
          FfmpegPublisher.start(
              service.webSocket("/publish/" + stream(picture)),
              picture.arguments("320x180", NEVER_AGAIN)));
      earlyViewers.put(picture, Client.connect(service.webSocket("/watch/" + stream(picture))));
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Stream.of(TestPicture.values()).allMatch(LateViewerIT::isTwentySecondsOld));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    publishers.values().forEach(FfmpegPublisher::close);
    publishers.clear();
    earlyViewers.values().forEach(Client::close);
    earlyViewers.clear();
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @Test
  void thePageShowsAPictureWithinASecond() throws Exception {
    try (Browser browser = Browser.open()) {
      browser.beforeEachPage(STOPWATCH);
      for (TestPicture picture : TestPicture.values()) {
        double millis = fastestPictureMillis(browser, picture);
        logger.info("{} on {}: first picture {} ms after opening", picture, engine, millis);

        assertThat(millis).as("milliseconds to the first picture").isLessThan(ONE_SECOND_MILLIS);
        // The present, not what was cached: even at its fastest, playing all would take minutes.
        browser.await(
            "window.iocpPlayer.state === 'live' && window.iocpPlayer.behindSeconds < 3"
                + " && video.currentTime > "
                + (LATE_SECONDS - 5));
        browser.screenshot(
            "late-" + stream(picture) + "-" + engine.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  /** The machine may be busy with something else: the best of a few attempts counts. */
  private double fastestPictureMillis(Browser browser, TestPicture picture) {
    double fastest = Double.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && fastest >= ONE_SECOND_MILLIS; i++) {
      browser.open(service.page("/watch/" + stream(picture)));
      browser.await("window.pictureMillis !== undefined && video.readyState >= 2");
      fastest = Math.min(fastest, browser.number("window.pictureMillis - window.openedMillis"));
    }
    return fastest;
  }

  @ParameterizedTest
  @EnumSource(TestPicture.class)
  void whatComesFirstIsTheInitSegmentAndAKeyframe(TestPicture picture) throws Exception {
    List<ByteBuffer> early = earlyViewers.get(picture).media();
    try (Client late = Client.connect(service.webSocket("/watch/" + stream(picture)))) {
      await().until(() -> late.media().size() > early.size());

      assertThat(late.texts().get(0))
          .contains("\"type\":\"stream\"")
          .contains("\"format\":\"" + picture.format() + "\"")
          .contains("\"mimeType\":\"" + picture.mimeTypeStart().replace("\"", "\\\""))
          .contains("\"width\":320", "\"height\":180");
      assertThat(late.media().subList(0, early.size()))
          .as("the only keyframe was the first chunk, so a late viewer gets all there was")
          .isEqualTo(early);
      assertThat(MediaFile.decodedFrames(late.file()))
          .isGreaterThan((LATE_SECONDS - 2) * TestPicture.FRAMES_PER_SECOND);
    }
  }

  private static boolean isTwentySecondsOld(TestPicture picture) {
    return earlyViewers.get(picture).media().size() > LATE_SECONDS * picture.messagesPerSecond();
  }

  private static String stream(TestPicture picture) {
    return picture.name().toLowerCase(Locale.ROOT);
  }
}
