package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a page says of how far it is behind live, against the time that was drawn into the picture
 * which it shows at that moment.
 */
@Tag("alone")
@Timeout(180)
class BehindLiveIT {

  private static final Logger logger = LoggerFactory.getLogger(BehindLiveIT.class);

  private static final int FRAMES_PER_SECOND = 30;
  private static final int KILOBITS = 2000;
  private static final String LINK = "1500kbit";
  private static final double WITHIN_MILLIS = 150;

  /** Looks at the picture's clock whenever the page comes to a figure. */
  private static final String LISTENER =
      """
      (() => {
        window.looks = [];
        let shown = window.iocpPlayer;
        Object.defineProperty(window, 'iocpPlayer', {
          get: () => shown,
          set: (snapshot) => {
            shown = snapshot;
            if (snapshot.state === 'live') {
              window.looks.push({ said: snapshot.behindSeconds * 1000, age: window.pictureClock().age });
            }
          },
        });
      })()
      """;

  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() {
    service =
        RunningService.start(
            Engine.NIO.property(), "--streaming.security.mode=open", "--iocp.address=0.0.0.0");
    browser = Browser.open();
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
  @ValueSource(strings = {"mse", "webcodecs"})
  void onAGoodLinkThePageSaysHowOldItsPictureIs(String mode) throws Exception {
    String stream = "good-" + mode;
    try (ClockPublisher publisher =
        ClockPublisher.start(service.webSocket("/publish/" + stream), FRAMES_PER_SECOND)) {
      isTrue(service.page("/watch/" + stream + "?mode=" + mode), "a good link, " + mode, 10);
      assertThat(publisher.isRunning()).isTrue();
    }
  }

  @Test
  void onALinkThatIsSlowerThanTheStreamThePageSaysHowOldItsPictureIs() throws Exception {
    try (SlowLink link = SlowLink.to(service.transportPort(), LINK);
        ClockPublisher publisher =
            ClockPublisher.start(service.webSocket("/publish/slow"), FRAMES_PER_SECOND, KILOBITS)) {
      isTrue(link.page("/watch/slow?mode=mse"), LINK + " for " + KILOBITS + " kb/s", 20);
      assertThat(publisher.isRunning()).isTrue();
    }
  }

  private static void isTrue(URI page, String link, int looks) {
    browser.open(page);
    browser.await("window.iocpPlayer?.state === 'live' && window.iocpPlayer.frames > 45");
    browser.evaluate(ClockPublisher.READER);
    browser.evaluate(LISTENER.strip());
    browser.await("window.looks.length >= " + looks);
    browser.evaluate(
        "(window.wrong = window.looks.map(({ said, age }) => Math.abs(said - age))"
            + ".sort((a, b) => a - b))");
    double median = browser.number("window.wrong[" + looks / 2 + "]");
    double upperQuartile = browser.number("window.wrong[" + looks * 3 / 4 + "]");
    logger.info(
        "Behind live on {}: wrong by {} ms in the median, {} ms at most; said, and true: {}",
        link,
        Math.round(median),
        Math.round(browser.number("window.wrong.at(-1)")),
        browser.text("window.looks.map(({ said, age }) => [Math.round(said), age]).join(' | ')"));
    // Of a few looks a machine that is busy may make anything.
    assertThat(upperQuartile)
        .as("milliseconds by which the page is wrong")
        .isLessThan(WITHIN_MILLIS);
  }
}
