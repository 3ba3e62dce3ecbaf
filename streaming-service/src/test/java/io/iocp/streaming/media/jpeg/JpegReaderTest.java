package io.iocp.streaming.media.jpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.Recording;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegReaderTest {

  private static final String SCAN = "FFDA 0004 0000 1234 FF00 56 FFD0 78 ";
  private static final String PICTURE = "FFD8 FFDB 0002 " + SCAN + "FFD9 ";

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
        "FFD8 FFDA 0002 12 ", // a picture begins inside another
        "FFD8 FFDA 0002 12 FF", // the same, in the middle of a marker
        "FFD8 FFDA 0002 12 FF37 FFFF 34", // a marker that no picture has
        "FFD8 FFDA 0002 12 FFFC", // another
        "FFD8 FFFF 00", // a marker's code is missing
        "FFD8", // nothing but a start
      })
  void aDamagedPictureIsDroppedAndCountedAndTheNextOneIsNot(String damaged) {
    Cutting cutting = cut(PICTURE + damaged + PICTURE + PICTURE);

    assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cutting.chunks).hasSize(3).allMatch(JpegReaderTest::isPicture);
    assertThat(cutting.damagedPictures()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FFD9", // a second EOI
        "00 00 00 00 00 00 00", // padding
        "0D 0A", // a line end
        "47 41 52 42 41 47 45", // anything
        "FF FF", // fill bytes
        "FF D8 00 FF", // nearly a start
      })
  void whatStandsBetweenPicturesIsSkipped(String between) {
    Cutting cutting = cut(PICTURE + between + PICTURE + between);

    assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cutting.chunks).hasSize(2).allMatch(JpegReaderTest::isPicture);
    assertThat(cutting.damagedPictures()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 20\r\n\r\n",
        "--frame\r\nContent-Type: image/jpeg\r\n\r\n",
        "\r\n--ThisRandomString\r\nContent-Type: image/jpeg\r\nContent-Length: 99999\r\n\r\n",
        "--b\nContent-type: image/jpeg\n\n",
      })
  void partsOfAMultipartStreamArePictures(String header) {
    String part = HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII)) + PICTURE;
    String lineEnd = "0D0A";
    byte[] stream = bytes(part + lineEnd + part + lineEnd + part);

    for (int size = 1; size < 70; size++) {
      int pieceBytes = size;
      Cutting cutting = Cutting.of(stream, MediaLimits.DEFAULTS, () -> pieceBytes);

      assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
      assertThat(cutting.chunks).hasSize(3).allMatch(JpegReaderTest::isPicture);
    }
  }

  @Test
  void veryManyDamagedPicturesInARowEndTheStream() {
    String damaged = "FFD8 FFE0 0001 ";

    assertThat(cut(PICTURE + damaged.repeat(99) + PICTURE + damaged.repeat(99)).outcome())
        .isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cut(PICTURE + damaged.repeat(100)).outcome())
        .isEqualTo(
            new ReadOutcome(Status.MALFORMED, "100 damaged JPEG pictures in a row up to byte 622"));
  }

  @Test
  void veryManyBytesWithoutAPictureEndTheStream() {
    byte[] most = new byte[1 << 20];
    byte[] picture = bytes(PICTURE);

    assertThat(Cutting.of(join(picture, most, picture, most)).outcome())
        .isEqualTo(ReadOutcome.CONSUMED);
    assertThat(Cutting.of(join(picture, most, new byte[1], picture)).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.MALFORMED, "no sound JPEG picture in 1048576 bytes up to byte 1048599"));
  }

  @Test
  void aPictureHasALimit() {
    byte[] endless = HexFormat.of().parseHex("FFD8FFDA0002" + "12".repeat(1019));
    MediaLimits limits = new MediaLimits(1024, 1024, 1024);

    assertThat(Cutting.of(endless, limits, () -> 100).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.TOO_LARGE, "JPEG picture up to byte 1024 is larger than 1024 bytes"));
  }

  private static Cutting cut(String hex) {
    return Cutting.of(bytes(hex));
  }

  private static boolean isPicture(Cutting.Chunk chunk) {
    return chunk.hex().equalsIgnoreCase(PICTURE.replace(" ", ""));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
