package io.iocp.streaming.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalTime;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoPictureTest {

  private static final LocalTime NOON = LocalTime.of(12, 0);

  private final DemoPicture picture = new DemoPicture(640, 360, 25);

  @Test
  void drawingNeedsNoDisplay() {
    assertThat(GraphicsEnvironment.isHeadless()).isTrue();
    assertThat(picture.draw(0, NOON)).isNotNull();
  }

  @Test
  void thePictureMovesFromFrameToFrame() {
    byte[] first = pixels(picture.draw(0, NOON));
    byte[] second = pixels(picture.draw(1, NOON));
    assertThat(changedBytes(first, second)).isGreaterThan(1_000);
  }

  @Test
  void theClockShowsTheGivenTime() {
    byte[] noon = pixels(picture.draw(7, NOON));
    byte[] oneMillisecondLater = pixels(picture.draw(7, NOON.plusNanos(1_000_000)));
    assertThat(changedBytes(noon, oneMillisecondLater)).isGreaterThan(100);
  }

  @Test
  void thePictureDependsOnNothingButFrameAndTime() {
    byte[] drawn = pixels(picture.draw(1_234, NOON));
    picture.draw(99, NOON.plusHours(3));
    assertThat(pixels(picture.draw(1_234, NOON))).isEqualTo(drawn);
    assertThat(pixels(new DemoPicture(640, 360, 25).draw(1_234, NOON))).isEqualTo(drawn);
  }

  @Test
  void aLongRunIsDrawnLikeAShortOne() {
    long afterTenYears = 25L * 86_400 * 3_652;
    assertThat(
            changedBytes(
                pixels(picture.draw(afterTenYears, NOON)),
                pixels(picture.draw(afterTenYears + 1, NOON))))
        .isGreaterThan(1_000);
  }

  @ParameterizedTest
  @CsvSource({"640, 360", "160, 90", "1920, 1080", "480, 640"})
  void aFrameIsAJpegOfTheAskedSize(int width, int height) throws IOException {
    try (JpegEncoder encoder = new JpegEncoder(0.8f)) {
      ByteBuffer jpeg = encoder.encode(new DemoPicture(width, height, 25).draw(3, NOON));
      byte[] bytes = new byte[jpeg.remaining()];
      jpeg.get(bytes);
      assertThat(bytes).startsWith(0xFF, 0xD8).endsWith(0xFF, 0xD9);
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(bytes));
      assertThat(decoded.getWidth()).isEqualTo(width);
      assertThat(decoded.getHeight()).isEqualTo(height);
    }
  }

  @Test
  void lowerQualityMakesSmallerFrames() {
    BufferedImage frame = picture.draw(3, NOON);
    try (JpegEncoder fine = new JpegEncoder(0.9f);
        JpegEncoder coarse = new JpegEncoder(0.4f)) {
      assertThat(coarse.encode(frame).remaining())
          .isLessThan(fine.encode(frame).remaining() * 3 / 4);
    }
  }

  private static byte[] pixels(BufferedImage image) {
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData().clone();
  }

  private static int changedBytes(byte[] before, byte[] after) {
    int changed = 0;
    for (int i = 0; i < before.length; i++) {
      changed += before[i] == after[i] ? 0 : 1;
    }
    return changed;
  }
}
