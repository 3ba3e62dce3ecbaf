package io.iocp.streaming.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {

  @Test
  void theDefaultsAreASmallPictureAtTwentyFiveFramesASecond() {
    assertThat(DemoOptions.defaults()).isEqualTo(new DemoOptions("demo", 640, 360, 25, 0.8f));
  }

  @ParameterizedTest
  @CsvSource({
    "159, 360, 25, 0.8, width must be 160 to 1920: width=159",
    "640, 1081, 25, 0.8, height must be 90 to 1080: height=1081",
    "640, 360, 0, 0.8, framesPerSecond must be 1 to 60: framesPerSecond=0",
    "640, 360, 25, 0, quality must be above 0 and at most 1: quality=0.0",
    "640, 360, 25, NaN, quality must be above 0 and at most 1: quality=NaN",
  })
  void aValueOutOfRangeIsRefusedWithItsRange(
      int width, int height, int framesPerSecond, float quality, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DemoOptions("demo", width, height, framesPerSecond, quality))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".hidden", "a/b", "with space", "ü"})
  void aStreamNameIsOneThatTheServiceTakes(String streamName) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DemoOptions(streamName, 640, 360, 25, 0.8f))
        .withMessageContaining("streamName=" + streamName);
  }
}
