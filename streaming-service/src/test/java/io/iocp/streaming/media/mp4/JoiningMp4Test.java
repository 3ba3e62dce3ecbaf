package io.iocp.streaming.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.Recording;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where viewers can join fragmented MP4, and what of it no browser plays. */
class JoiningMp4Test {

  private static final int SYNC = 0x02000000;
  private static final int NON_SYNC = 0x01010000;
  private static final int DEFAULT_BASE_IS_MOOF = 0x020000;

  private static final String IDR = "00000003 658801";
  private static final String DELTA = "00000003 419A01";
  private static final String AUD_AND_PARAMETER_SETS = "00000002 0910 00000002 6742 00000002 68CE ";

  /** User data of an encoder, then a recovery point. */
  private static final String RECOVERY_POINT = "00000009 06 0502AABB 0601C4 80 ";

  private static final byte[] H264 = init(Recording.H264_FRAG_EVERY_FRAME);
  private static final byte[] HEVC = init(Recording.HEVC_OPUS);

  @Test
  void aFragmentWithASyncSampleAnywhereCanBeJoined() {
    byte[] stream =
        join(
            H264,
            fragment(sample(SYNC, IDR), sample(NON_SYNC, DELTA)),
            fragment(sample(NON_SYNC, DELTA), sample(NON_SYNC, DELTA)),
            fragment(sample(NON_SYNC, DELTA), sample(SYNC, IDR), sample(NON_SYNC, DELTA)));

    assertThat(cut(stream).keyframes()).containsExactly(0, 2);
  }

  @ParameterizedTest
  @CsvSource({
    // What the picture is counts, whatever the flag says of it.
    IDR + ", true, true",
    IDR + ", false, true",
    AUD_AND_PARAMETER_SETS + IDR + ", false, true",
    DELTA + ", true, false",
    AUD_AND_PARAMETER_SETS + DELTA + ", true, false",
    DELTA + ", false, false",
    "00000003 06 FFFF" + DELTA + ", false, false", // a broken SEI
    // Undecided: the flag counts.
    "00000002 0910, true, true",
    "00000002 0910, false, false",
    "7FFFFFFF 0910, true, true",
    "FFFFFFFF 0910, true, true",
    "00000000 00000000, true, true",
    "00, true, true",
  })
  void thePictureItselfSaysWhetherADecoderCanStart(
      String picture, boolean flagged, boolean keyframe) {
    byte[] stream = join(H264, fragment(sample(flagged ? SYNC : NON_SYNC, picture)));

    assertThat(cut(stream).keyframes().contains(0)).isEqualTo(keyframe);
  }

  @ParameterizedTest
  @CsvSource({
    "00000004 2601 AF08, true", // IDR_W_RADL
    "00000004 2A01 AF08, true", // CRA
    "00000004 0201 AF08, false", // TRAIL_R
    "00000003 460150 00000004 2601 AF08, true", // AUD first
    "00000007 4E01 06 01 80 80 00 00000004 0201 AF08, true", // recovery point
  })
  void hevcStartsWithRandomAccessPictures(String picture, boolean keyframe) {
    byte[] stream = join(HEVC, fragment(sample(keyframe ? NON_SYNC : SYNC, picture)));

    assertThat(cut(stream).keyframes().contains(0)).isEqualTo(keyframe);
  }

  @Test
  void recoveryPointsAreKeyframesOfWhichThePublisherIsWarned() {
    byte[] stream =
        join(
            H264,
            fragment(sample(SYNC, AUD_AND_PARAMETER_SETS + IDR)),
            fragment(sample(SYNC, RECOVERY_POINT + DELTA)),
            fragment(sample(SYNC, RECOVERY_POINT + DELTA)));

    Cutting cutting = cut(stream);

    assertThat(cutting.keyframes()).containsExactly(0, 1, 2);
    assertThat(cutting.warnings())
        .extracting(MediaWarning::kind)
        .containsExactly(MediaWarning.Kind.RECOVERY_POINTS);
  }

  @Test
  void flagsThatLieAreWarnedOfAndBelievedNowhereInTheirFragment() {
    byte[] stream = join(H264, fragment(sample(SYNC, DELTA), sample(SYNC, DELTA)));

    Cutting cutting = cut(stream);

    assertThat(cutting.keyframes()).isEmpty();
    assertThat(cutting.warnings())
        .extracting(MediaWarning::kind)
        .containsExactly(MediaWarning.Kind.FALSE_KEYFRAMES);
  }

  @Test
  void keyframesThatStayAwayAreWarnedOf() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(H264);
    for (int i = 0; i < 1500; i++) {
      stream.writeBytes(fragment(sample(NON_SYNC, DELTA)));
    }

    assertThat(cut(stream.toByteArray()).warnings())
        .containsExactly(
            new MediaWarning(
                MediaWarning.Kind.NO_KEYFRAMES,
                "no keyframe in 1500 chunks: joining viewers wait for one"));
  }

  @Test
  void codecsOfSomeBrowsersAreWarnedOf() {
    assertThat(cut(HEVC).warnings())
        .containsExactly(
            new MediaWarning(
                MediaWarning.Kind.PARTIAL_CODEC, "codec hvc1 plays in some browsers only"));
  }

  @ParameterizedTest
  @CsvSource({
    "avc1, mp4v, 'no browser plays mp4v in MP4: use H.264, AV1 or VP9 with AAC or Opus'",
    "avc1, vvc1, 'no browser plays vvc1 in MP4: use H.264, AV1 or VP9 with AAC or Opus'",
    "avc1, encv, MP4 is encrypted (encv) and viewers have no key: publish it unencrypted",
    "mp4a, sowt, 'no browser plays sowt in MP4: use H.264, AV1 or VP9 with AAC or Opus'",
    "mp4a, enca, MP4 is encrypted (enca) and viewers have no key: publish it unencrypted",
  })
  void whatNoBrowserPlaysIsRefusedInWords(String from, String to, String reason) {
    byte[] stream = Recording.H264_AAC.bytes();
    rename(stream, from, to);

    assertThat(cut(stream).outcome()).isEqualTo(new ReadOutcome(Status.UNSUPPORTED, reason));
  }

  @Test
  void aClearEntryBesideAnEncryptedOneIsUsed() {
    ByteAccumulator entries = new ByteAccumulator(new CollectingMemory(0));
    entries.add(HexFormat.of().parseHex("00000008656E6376" + "0000000861766331"));

    Box entry = Mp4Movie.clearEntry(entries.view(0));

    assertThat(entry).isNotNull().extracting(Box::type).isEqualTo(BoxType.of("avc1"));
  }

  @Test
  void aTrackThatIsDeclaredAndAbsentIsTolerated() {
    byte[] stream = join(init(Recording.H264_AAC), fragment(sample(SYNC, IDR)));

    assertThat(cut(stream).outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cut(stream).keyframes()).containsExactly(0);
  }

  @Test
  void aFragmentWithoutTimesIsRefused() {
    byte[] fragment = fragment(sample(SYNC, IDR));
    rename(fragment, "tfdt", "free");

    assertThat(cut(join(H264, fragment)).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.UNSUPPORTED,
                "MP4 box moof at byte " + H264.length + " has no tfdt, which browsers require"));
  }

  @Test
  void severalRunsNeedOffsetsFromTheirFragment() {
    byte[] one = join(H264, fragment(0, 1, sample(SYNC, IDR)));
    byte[] several = join(H264, fragment(0, 2, sample(SYNC, IDR)));
    byte[] based = join(H264, fragment(DEFAULT_BASE_IS_MOOF, 2, sample(SYNC, IDR)));

    assertThat(cut(one).outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cut(based).outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cut(several).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.UNSUPPORTED,
                "MP4 box moof at byte "
                    + H264.length
                    + " has several runs without default-base-is-moof, which browsers reject"));
  }

  @Test
  void aRefusalSaysWhichBoxAndWhere() {
    byte[] fragment = fragment(sample(SYNC, IDR));
    byte[] damaged = fragment.clone();
    damaged[11] = 127; // mfhd is longer than moof

    assertThat(cut(join(H264, fragment, damaged)).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.MALFORMED,
                "MP4 box moof at byte " + (H264.length + fragment.length) + " is damaged"));
  }

  @ParameterizedTest
  @CsvSource({
    "1A45DFA39F428681, UNSUPPORTED, "
        + "stream changes from MP4 to WebM at byte %d: publish it as a new stream",
    "FFD8FFE000104A46, UNSUPPORTED, "
        + "stream changes from MP4 to JPEG at byte %d: publish it as a new stream",
    "FFFFFFFF00000000, MALFORMED, 'no MP4 box at byte %d, where one was expected'",
  })
  void anotherContainerIsRefusedInTrueWords(String start, Status status, String reason) {
    byte[] stream = join(H264, fragment(sample(SYNC, IDR)));

    assertThat(cut(join(stream, HexFormat.of().parseHex(start))).outcome())
        .isEqualTo(new ReadOutcome(status, String.format(Locale.ROOT, reason, stream.length)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 160x120 10", "0 1280x720 31", "0 2560x1440 50", "41 160x120 41"})
  void aLevelOfZeroIsChosenBySize(String levelSizeAndResult) {
    String[] words = levelSizeAndResult.split(" ", -1);
    String[] size = words[1].split("x", -1);
    byte[] stream = Recording.VP9_MP4.bytes();
    int vpcC = indexOf(stream, "vpcC");
    stream[vpcC + 9] = Byte.parseByte(words[0]);
    int entry = indexOf(stream, "vp09");
    ByteBuffer.wrap(stream)
        .putShort(entry + 28, Short.parseShort(size[0]))
        .putShort(entry + 30, Short.parseShort(size[1]));

    assertThat(cut(stream).segments.get(0).format().mimeType())
        .isEqualTo("video/mp4; codecs=\"vp09.00." + words[2] + ".08\"");
  }

  @Test
  void everyCutOfFragmentsThatAreLookedIntoGivesTheSame() {
    byte[] stream =
        join(
            H264,
            fragment(sample(SYNC, AUD_AND_PARAMETER_SETS + IDR), sample(NON_SYNC, DELTA)),
            fragment(sample(SYNC, RECOVERY_POINT + DELTA)),
            fragment(sample(NON_SYNC, DELTA), sample(SYNC, IDR)),
            fragment(sample(SYNC, DELTA)));
    String whole = cut(stream).everything();
    for (int size = 1; size < 100; size++) {
      int pieceBytes = size;
      assertThat(Cutting.of(stream, MediaLimits.DEFAULTS, () -> pieceBytes).everything())
          .as("pieces of %d bytes", size)
          .isEqualTo(whole);
    }
  }

  private record TestSample(int flags, String hex) {

    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }
  }

  private static TestSample sample(int flags, String hex) {
    return new TestSample(flags, hex.replace(" ", ""));
  }

  private static byte[] fragment(TestSample... samples) {
    return fragment(DEFAULT_BASE_IS_MOOF, 1, samples);
  }

  /** A fragment of track 1; of several runs, all but the first are empty. */
  private static byte[] fragment(int tfhdFlags, int runs, TestSample... samples) {
    ByteBuffer traf = ByteBuffer.allocate(4096);
    traf.putInt(16).putInt(BoxType.TFHD).putInt(tfhdFlags).putInt(1);
    traf.putInt(16).putInt(BoxType.TFDT).putInt(0).putInt(0);
    int trunBytes = 20 + 8 * samples.length;
    int moofBytes = 8 + 16 + 8 + 32 + trunBytes + 20 * (runs - 1);
    traf.putInt(trunBytes).putInt(BoxType.TRUN).putInt(0x601).putInt(samples.length);
    traf.putInt(moofBytes + 8);
    ByteArrayOutputStream media = new ByteArrayOutputStream();
    for (TestSample sample : samples) {
      traf.putInt(sample.bytes().length).putInt(sample.flags);
      media.writeBytes(sample.bytes());
    }
    for (int i = 1; i < runs; i++) {
      traf.putInt(20).putInt(BoxType.TRUN).putInt(1).putInt(0).putInt(moofBytes + 8);
    }
    byte[] head = Arrays.copyOf(traf.array(), traf.position());
    return ByteBuffer.allocate(moofBytes + 8 + media.size())
        .putInt(moofBytes)
        .putInt(BoxType.MOOF)
        .putInt(16)
        .putInt(BoxType.of("mfhd"))
        .putLong(0)
        .putInt(8 + head.length)
        .putInt(BoxType.TRAF)
        .put(head)
        .putInt(8 + media.size())
        .putInt(BoxType.MDAT)
        .put(media.toByteArray())
        .array();
  }

  /** ftyp and moov of a recording. */
  private static byte[] init(Recording recording) {
    return Arrays.copyOf(recording.bytes(), indexOf(recording.bytes(), "moof") - 4);
  }

  private static void rename(byte[] stream, String from, String to) {
    ByteBuffer.wrap(stream).putInt(indexOf(stream, from), BoxType.of(to));
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static Cutting cut(byte[] stream) {
    return Cutting.of(stream);
  }
}
