package io.iocp.streaming.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.Recording;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FragmentedMp4ReaderTest {

  private static final byte[] SAMPLE = Recording.H264_FRAG_EVERY_FRAME.bytes();

  @ParameterizedTest
  @EnumSource
  void initSegmentAndChunksTogetherAreTheInputByteForByte(Recording sample) {
    if (sample.isMp4()) {
      assertThat(Cutting.of(sample.bytes()).from(0)).isEqualTo(sample.bytes());
    }
  }

  @Test
  void aChunkEndsWithItsMdatWithoutWaitingForTheNextFragment() {
    List<byte[]> boxes = boxes(SAMPLE);

    // ftyp, moov, moof, mdat
    Cutting cutting = Cutting.of(join(boxes.subList(0, 4)));

    assertThat(cutting.keyframes()).containsExactly(0);
    assertThat(cutting.chunks).hasSize(1);
  }

  @Test
  void boxesInFrontOfAFragmentBelongToItsChunk() {
    List<byte[]> boxes = boxes(SAMPLE);
    byte[] prefix = join(List.of(box("styp", 8), box("emsg", 20), box("prft", 16)));
    boxes.add(4, prefix);

    Cutting cutting = Cutting.of(join(boxes));

    assertThat(cutting.chunks.get(0).hex()).isEqualTo(hex(join(boxes.subList(2, 4))));
    assertThat(cutting.chunks.get(1).hex()).isEqualTo(hex(join(boxes.subList(4, 7))));
  }

  @Test
  void whenAFragmentWasCapturedIsToldInFrontOfItsChunk() {
    List<byte[]> boxes = boxes(SAMPLE);
    // 1.5 s after 1970 began, and 1 s after; and after the seconds of NTP begin anew in 2036.
    boxes.add(4, prft(0, 2_208_988_801L, 1L << 31));
    boxes.add(4, prft(1, 2_208_988_801L, 0));
    boxes.add(8, prft(0, 1, 1L << 30));

    Cutting cutting = Cutting.of(join(boxes));

    assertThat(cutting.capturedMicros)
        .containsExactly(
            Map.entry(1, 1_000_000L),
            Map.entry(2, (1L << 32) * 1_000_000 - 2_208_988_798_750_000L));
    assertThat(cutting.from(0)).as("they stay where they are").isEqualTo(join(boxes));
  }

  private static byte[] prft(int version, long seconds, long fraction) {
    byte[] box = box("prft", version == 0 ? 28 : 32);
    ByteBuffer.wrap(box)
        .put(8, (byte) version)
        .putInt(16, (int) seconds)
        .putInt(20, (int) fraction);
    return box;
  }

  @Test
  void moreMediaDataOfAFragmentIsAChunkThatIsNoKeyframe() {
    List<byte[]> boxes = boxes(SAMPLE);
    boxes.add(4, box("mdat", 100));

    Cutting cutting = Cutting.of(join(boxes));

    assertThat(cutting.keyframes()).containsExactly(0, 6, 11, 16);
    assertThat(cutting.from(0)).isEqualTo(join(boxes));
  }

  @Test
  void aBoxThatBrowsersRefuseKeepsItsPlaceAsFree() {
    List<byte[]> boxes = boxes(SAMPLE);
    boxes.add(2, box("junk", 12));
    Cutting cutting = Cutting.of(join(boxes));
    boxes.set(2, box("free", 12));

    assertThat(cutting.from(0)).isEqualTo(join(boxes));
  }

  @Test
  void aBoxMayHaveA64BitSize() {
    List<byte[]> boxes = boxes(SAMPLE);
    byte[] mdat = boxes.get(3);
    ByteBuffer large = ByteBuffer.allocate(mdat.length + 8);
    large.putInt(1).putInt(BoxType.MDAT).putLong(mdat.length + 8).put(mdat, 8, mdat.length - 8);
    boxes.set(3, large.array());

    Cutting cutting = Cutting.of(join(boxes));

    assertThat(cutting.keyframes()).isEqualTo(Recording.H264_FRAG_EVERY_FRAME.keyframes());
    assertThat(cutting.from(0)).isEqualTo(join(boxes));
  }

  @Test
  void anEmptyMdatCompletesItsChunk() {
    List<byte[]> boxes = boxes(SAMPLE);
    boxes.set(3, box("mdat", 0));

    assertThat(Cutting.of(join(boxes)).from(0)).isEqualTo(join(boxes));
  }

  @Test
  void anMdatThatRunsToTheEndIsGivenTheSizeOfItsSamples() {
    List<byte[]> boxes = boxes(SAMPLE);
    int last = boxes.size() - 2;
    boxes.remove(last + 1);
    byte[] whole = join(boxes);
    ByteBuffer.wrap(boxes.get(last)).putInt(0, 0);

    Cutting cutting = Cutting.of(join(boxes));

    assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cutting.from(0)).isEqualTo(whole);
  }

  @Test
  void aPublisherThatNeverSaysASizeIsCutAllTheSame() {
    List<byte[]> boxes = boxes(SAMPLE);
    for (int i = 3; i < boxes.size(); i += 2) {
      ByteBuffer.wrap(boxes.get(i)).putInt(0, 0);
    }

    assertThat(Cutting.of(join(boxes)).from(0)).isEqualTo(SAMPLE);
  }

  @Test
  void anotherBoxThatRunsToTheEndIsRefused() {
    List<byte[]> boxes = boxes(SAMPLE);
    byte[] free = box("free", 0);
    ByteBuffer.wrap(free).putInt(0, 0);

    assertThat(Cutting.of(join(List.of(boxes.get(0), boxes.get(1), free))).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.UNSUPPORTED,
                "MP4 box free at byte 778 has no size and cannot be cut into chunks"));
  }

  @Test
  void aFileThatIsNotFragmentedIsToldWhatToUse() {
    ReadOutcome outcome = Cutting.of(Recording.resource("plain.mp4")).outcome();

    assertThat(outcome.status()).isEqualTo(Status.NOT_FRAGMENTED);
    assertThat(outcome.reason()).contains("-movflags frag_keyframe+empty_moov+default_base_moof");
  }

  @Test
  void mediaBeforeTheFirstFragmentIsNotFragmented() {
    List<byte[]> boxes = boxes(SAMPLE);

    // ftyp, moov, mdat
    boxes.remove(2);

    assertThat(Cutting.of(join(boxes)).outcome().status()).isEqualTo(Status.NOT_FRAGMENTED);
  }

  @Test
  void aFragmentBeforeTheInitSegmentIsRefused() {
    List<byte[]> boxes = boxes(SAMPLE);

    assertThat(Cutting.of(join(boxes.subList(2, 4))).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.MALFORMED,
                "MP4 fragment before its init segment: start with ftyp and moov"));
  }

  @Test
  void offsetsFromTheStartOfTheFileAreRefused() {
    byte[] bytes = SAMPLE.clone();
    int flagsOfTfhd = indexOf(bytes, "tfhd") + 7;
    bytes[flagsOfTfhd] |= 1;

    ReadOutcome outcome = Cutting.of(bytes).outcome();

    assertThat(outcome.status()).isEqualTo(Status.UNSUPPORTED);
    assertThat(outcome.reason()).contains("-movflags default_base_moof");
  }

  @Test
  void headersAndFragmentsHaveLimits() {
    MediaLimits limits = new MediaLimits(1024, 4000, 1024);
    byte[] firstFragmentTooLarge = Recording.H264_FRAG_KEYFRAME.bytes();
    byte[] initTooLarge = Recording.HEVC_OPUS.bytes();

    assertThat(Cutting.of(firstFragmentTooLarge, limits, () -> 4096).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.TOO_LARGE,
                "fragment ending in MP4 box mdat at byte 917 of 5518 bytes is larger than 4000"));
    assertThat(Cutting.of(initTooLarge, limits, () -> 4096).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.TOO_LARGE,
                "header ending in MP4 box moov at byte 28 of 3565 bytes is larger than 1024"));
  }

  private static List<byte[]> boxes(byte[] stream) {
    List<byte[]> boxes = new ArrayList<>();
    for (int at = 0; at < stream.length; at += boxes.get(boxes.size() - 1).length) {
      boxes.add(Arrays.copyOfRange(stream, at, at + ByteBuffer.wrap(stream).getInt(at)));
    }
    return boxes;
  }

  private static byte[] box(String type, int bodyBytes) {
    return ByteBuffer.allocate(8 + bodyBytes)
        .putInt(8 + bodyBytes)
        .putInt(BoxType.of(type))
        .array();
  }

  private static byte[] join(List<byte[]> parts) {
    ByteBuffer joined = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(joined::put);
    return joined.array();
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
