package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NamePatternTest {

  @Test
  void aPatternMatchesWhatARegularExpressionWould() {
    Random random = new Random(11);
    for (int i = 0; i < 50_000; i++) {
      String pattern = text(random, "ab.*");
      String name = text(random, "ab.");
      boolean expected = Pattern.matches(pattern.replace(".", "\\.").replace("*", ".*"), name);
      assertThat(new NamePattern(pattern).matches(name))
          .as(pattern + " " + name)
          .isEqualTo(expected);
    }
  }

  @Test
  void manyStarsCostNoMoreThanTheyAreLong() {
    NamePattern pattern = new NamePattern("*a".repeat(100) + "b");

    assertThat(pattern.matches("a".repeat(10_000))).isFalse();
  }

  private static String text(Random random, String characters) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }
}
