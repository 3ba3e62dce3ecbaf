package io.iocp.streaming.media.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.Recording;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegReaderTest {

  private static final String SCAN = "FFDA 0004 0000 1234 FF00 56 FFD0 78 ";

  @Test
  void picturesTogetherAreTheInputByteForByte() {
    byte[] pictures = Recording.JPEG.bytes();

    assertThat(Cutting.of(pictures).from(0)).isEqualTo(pictures);
    assertThat(Cutting.of(pictures).segments.get(0).hex()).isEmpty();
  }

  @Test
  void aThumbnailInASegmentEndsNothing() {
    // APP1 that holds a whole picture: SOI, SOS, EOI.
    String picture = "FFD8 FFE1 000C FFD8 FFDA 0002 FFD9 00 00 " + SCAN + "FFD9";

    Cutting cutting = cut(picture + picture);

    assertThat(cutting.keyframes()).containsExactly(0, 1);
    assertThat(cutting.chunks)
        .allMatch(chunk -> chunk.hex().equalsIgnoreCase(picture.replace(" ", "")));
  }

  @Test
  void aProgressivePictureHasTablesBetweenItsScans() {
    // The table holds an EOI.
    String picture = "FFD8 FFDB 0002 " + SCAN + "FFC4 0004 FFD9 " + SCAN + "FFFF FFD9";

    assertThat(cut(picture).chunks).hasSize(1);
  }

  @Test
  void fillBytesMayStandBeforeAMarker() {
    assertThat(cut("FFD8 FFFF FFE0 0002 FFFF FFFF FFD9  FFFF FFD8 FFFF D9").chunks).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FFD8 FFE0 0001 00 00 00", // a length that does not cover itself
        "FFD8 FFE0 0002 42 00 00", // no marker behind a segment
        "FFD8 FFDA 0002 12 FFD8 FF", // a picture begins inside another
        "FFD8 FFD9 000D 0A 00 00", // something between the pictures
      })
  void brokenStructureIsRefused(String hex) {
    assertThat(cut(hex).outcome().status()).isEqualTo(Status.MALFORMED);
  }

  @Test
  void aPictureHasALimit() {
    byte[] endless = HexFormat.of().parseHex("FFD8FFDA0002" + "12".repeat(1019));
    MediaLimits limits = new MediaLimits(1024, 1024, 1024);

    assertThat(Cutting.of(endless, limits, () -> 100).outcome())
        .isEqualTo(new ReadOutcome(Status.TOO_LARGE, "JPEG picture is larger than 1024 bytes"));
  }

  private static Cutting cut(String hex) {
    return Cutting.of(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
