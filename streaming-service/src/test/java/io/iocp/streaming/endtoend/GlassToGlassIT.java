package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How old the picture is that a viewer sees: the time that was drawn into it, read back from the
 * page's own picture whenever the browser draws. Prints; a machine that is busy is not a failure.
 */
@Tag("alone")
@Timeout(180)
class GlassToGlassIT {

  private static final Logger logger = LoggerFactory.getLogger(GlassToGlassIT.class);

  private static final int PICTURES = 300;

  /** Reads the clock at each of the browser's frames, and notes it when it is another one. */
  private static final String READER =
      """
      (() => {
        window.ages = [];
        let last = null;
        const look = () => {
          const { time, age } = window.pictureClock();
          if (time !== last) {
            last = time;
            window.ages.push(age);
          }
          requestAnimationFrame(look);
        };
        look();
      })()
      """;

  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() {
    service = RunningService.open(Engine.NIO);
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
  @CsvSource({"webcodecs, 30", "webcodecs, 60", "mse, 30", "mse, 60", "hls, 30"})
  void theTimeInThePictureIsReadBack(String mode, int framesPerSecond) throws Exception {
    String stream = "clock-" + mode + "-" + framesPerSecond;
    try (ClockPublisher publisher =
        ClockPublisher.start(service.webSocket("/publish/" + stream), framesPerSecond)) {
      browser.open(service.page("/watch/" + stream + "?mode=" + mode));
      browser.await("window.iocpPlayer.state === 'live' && window.iocpPlayer.frames > 90");
      browser.evaluate(ClockPublisher.READER);
      browser.evaluate(READER.strip());
      browser.await("window.ages.length >= " + PICTURES);
      browser.evaluate("(window.ages.sort((a, b) => a - b))");
      double median = browser.number("window.ages[" + PICTURES / 2 + "]");
      double p99 = browser.number("window.ages[" + PICTURES * 99 / 100 + "]");
      logger.info(
          "Glass to glass by {} at {} frames a second: median {} ms, p99 {} ms",
          mode,
          framesPerSecond,
          median,
          p99);
      assertThat(publisher.isRunning()).isTrue();
      assertThat(median).as("a time, not noise").isBetween(0.0, 60_000.0);
    }
  }
}
