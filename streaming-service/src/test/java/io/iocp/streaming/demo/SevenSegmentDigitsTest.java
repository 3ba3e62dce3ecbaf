package io.iocp.streaming.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SevenSegmentDigitsTest {

  private static final Color LIT = Color.WHITE;
  private static final Color UNLIT = Color.DARK_GRAY;

  private final SevenSegmentDigits digits = new SevenSegmentDigits(72);

  @ParameterizedTest
  @CsvSource({
    "0, abcdef", "1, bc", "2, abdeg", "3, abcdg", "4, bcfg",
    "5, acdfg", "6, acdefg", "7, abc", "8, abcdefg", "9, abcdfg"
  })
  void aDigitShowsItsSegmentsAndNoOthers(String digit, String litSegments) {
    BufferedImage image = draw(digit);
    for (int segment = 0; segment < SevenSegmentDigits.SEGMENTS; segment++) {
      Point2D centre = digits.centre(segment);
      Color shown = new Color(image.getRGB((int) centre.getX(), (int) centre.getY()));
      boolean expected = litSegments.indexOf('a' + segment) >= 0;
      assertThat(shown)
          .as("segment %c of %s", 'a' + segment, digit)
          .isEqualTo(expected ? LIT : UNLIT);
    }
  }

  @Test
  void digitsStayInsideTheirBox() {
    BufferedImage image = draw("888");
    int width = (int) Math.ceil(digits.width("888"));
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if (image.getRGB(x, y) != Color.BLACK.getRGB()) {
          assertThat(x).isLessThan(width);
          assertThat(y).isLessThan(72);
        }
      }
    }
  }

  @Test
  void colonAndDotAreNarrowerThanDigits() {
    assertThat(digits.width(":")).isEqualTo(digits.width(".")).isLessThan(digits.width("1"));
    assertThat(digits.width("12:34")).isEqualTo(4 * digits.width("0") + digits.width(":"));
  }

  private BufferedImage draw(String text) {
    BufferedImage image = new BufferedImage(200, 90, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    digits.draw(graphics, text, 0, 0, LIT, UNLIT);
    graphics.dispose();
    return image;
  }
}
