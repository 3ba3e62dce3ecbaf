package io.iocp.streaming.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "camera-1", "Desk_2.front", "-", "_", "a..b", "0"})
  void lettersDigitsDotsUnderscoresAndHyphensAreAName(String name) {
    assertThat(StreamId.whyInvalid(name)).isEmpty();
    assertThat(new StreamId(name)).hasToString(name);
  }

  @ParameterizedTest
  @CsvSource({
    "'', stream name is empty",
    "., stream name starts with a dot",
    ".., stream name starts with a dot",
    ".hidden, stream name starts with a dot",
    "a/b, stream name must only contain the characters A-Z a-z 0-9 . _ -",
    "a b, stream name must only contain the characters A-Z a-z 0-9 . _ -",
    "a%2Fb, stream name must only contain the characters A-Z a-z 0-9 . _ -",
    "desk@, 'stream name must have one @, between name and rendition'",
    "@hi, 'stream name must have one @, between name and rendition'",
    "a@b@c, 'stream name must have one @, between name and rendition'",
    "kamerå, stream name must only contain the characters A-Z a-z 0-9 . _ -",
    "'a\n', stream name must only contain the characters A-Z a-z 0-9 . _ -",
  })
  void everythingElseIsRefusedWithAReason(String name, String reason) {
    assertThat(StreamId.whyInvalid(name)).contains(reason);
    assertThatIllegalArgumentException().isThrownBy(() -> new StreamId(name)).withMessage(reason);
  }

  @Test
  void aNameHasAtMostSixtyFourCharacters() {
    assertThat(StreamId.whyInvalid("x".repeat(64))).isEmpty();
    assertThat(StreamId.whyInvalid("x".repeat(65)))
        .contains("stream name has 65 characters, at most 64 are allowed");
  }

  @Test
  void aRenditionIsOneOfItsStreamAndOfNoOther() {
    StreamId desk = new StreamId("desk");
    assertThat(new StreamId("desk@hi").isRenditionOf(desk)).isTrue();
    assertThat(desk.isRenditionOf(desk)).isFalse();
    assertThat(new StreamId("desks@hi").isRenditionOf(desk)).isFalse();
    assertThat(new StreamId("des@hi").isRenditionOf(desk)).isFalse();
    assertThat(new StreamId("desk@hi").isRenditionOf(new StreamId("desk@hi"))).isFalse();
  }
}
