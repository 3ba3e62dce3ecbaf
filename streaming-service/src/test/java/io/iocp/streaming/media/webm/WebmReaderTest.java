package io.iocp.streaming.media.webm;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.Recording;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebmReaderTest {

  /** DocType webm, Segment of unknown size. */
  private static final String START = "1A45DFA3 87 4282 84 7765626D  18538067 FF";

  /** TimestampScale 1 ms. */
  private static final String INFO = "1549A966 87 2AD7B1 83 0F4240";

  /** Track 1: VP8, 160×120. Track 2: Opus. */
  private static final String TRACKS =
      "1654AE6B A7 AE 95 D78101 838101 8685565F565038 E086 B081A0 BA8178 "
          + "AE 8E D78102 838102 8686415F4F505553";

  private static final String CLUSTER_AT_1000 = "1F43B675 FF E7 82 03E8";
  private static final String OUR_CLUSTER_AT_1000 = "1f43b675ffe78203e8";

  private static final String INIT =
      "1A45DFA39F4286810142F7810142F2810442F381084282847765626D4287810442858102"
          + "1853806701FFFFFFFFFFFFFF"
          + plain(INFO)
          + plain(TRACKS);

  @Test
  void initSegmentIsOurHeaderWithTheirInfoAndTracks() {
    String dropped = "114D9B74 82 AABB  EC 83 000000  1254C367 81 00 ";

    Cutting cutting = cut(START, dropped, INFO, dropped, TRACKS, dropped, CLUSTER_AT_1000);

    assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cutting.segments.get(0).hex()).isEqualToIgnoringCase(INIT);
    assertThat(cutting.segments.get(0).format())
        .isEqualTo(new MediaFormat("webm", "video/webm; codecs=\"vp8,opus\"", false, 160, 120));
  }

  @Test
  void everyKeyframeStandsInAClusterOfItsOwnWithTheTimestampOfTheirs() {
    Cutting cutting =
        cut(
            START,
            INFO,
            TRACKS,
            CLUSTER_AT_1000,
            "A3 85 81 0000 80 10", // keyframe
            "A3 85 82 0001 80 22", // sound
            "A3 85 81 0002 00 33", // not a keyframe
            "A3 85 81 0003 80 40", // keyframe inside the cluster
            "A3 85 81 0004 00 55");

    assertThat(cutting.keyframes()).containsExactly(0, 3);
    assertThat(cutting.chunks.stream().map(Cutting.Chunk::hex))
        .containsExactly(
            OUR_CLUSTER_AT_1000 + "a3858100008010",
            "a3858200018022",
            "a3858100020033",
            OUR_CLUSTER_AT_1000 + "a3858100038040",
            "a3858100040055");
  }

  @Test
  void aNewClusterOfTheirsIsOneOfOursToo() {
    Cutting cutting =
        cut(
            START,
            INFO,
            TRACKS,
            "1F43B675 8A E7 81 00 A3 85 81 0000 80 10", // of known size
            "1F43B675 8A E7 81 64 A3 85 82 0000 80 22", // starts with sound
            "1C53BB6B 81 00"); // Cues

    assertThat(cutting.keyframes()).containsExactly(0);
    assertThat(cutting.chunks.stream().map(Cutting.Chunk::hex))
        .containsExactly("1f43b675ffe78100a3858100008010", "1f43b675ffe78164a3858200008022");
  }

  @ParameterizedTest
  @CsvSource({
    "A0 87 A1 85 81 0000 00 10, true",
    "A0 8A A1 85 81 0000 00 10 FB 81 F6, false",
    "A0 8A FB 81 F6 A1 85 81 0000 00 10, false",
    "A0 87 A1 85 82 0000 00 10, false",
  })
  void aFrameInABlockGroupIsAKeyframeWhenItRefersToNoOther(String group, boolean keyframe) {
    Cutting cutting = cut(START, INFO, TRACKS, CLUSTER_AT_1000, group);

    assertThat(cutting.chunks)
        .containsExactly(
            new Cutting.Chunk(
                0, keyframe, OUR_CLUSTER_AT_1000 + HexFormat.of().formatHex(bytes(group))));
  }

  @Test
  void withoutVideoEveryBlockIsAKeyframe() {
    Cutting cutting = Cutting.of(Recording.resource("vorbis.webm"));

    assertThat(cutting.segments.get(0).format())
        .isEqualTo(new MediaFormat("webm", "audio/webm; codecs=\"vorbis\"", true, 0, 0));
    assertThat(cutting.chunks).hasSize(49).allMatch(Cutting.Chunk::keyframe);
  }

  @Test
  void durationAndChecksumOfInfoAreHidden() {
    String info = "1549A966 98 BF 84 AABBCCDD 2AD7B1 83 0F4240 4489 88 40BF400000000000";
    String hidden = "1549A966 98 EC 84 AABBCCDD 2AD7B1 83 0F4240 EC89 88 40BF400000000000";

    Cutting cutting = cut(START, info, TRACKS, CLUSTER_AT_1000);

    assertThat(cutting.segments.get(0).hex())
        .isEqualToIgnoringCase(INIT.replace(plain(INFO), plain(hidden)));
  }

  @Test
  void vp9SaysProfileLevelAndBitDepthWhenItsPrivateDataDo() {
    String tracks =
        "1654AE6B 9B AE 99 D78101 838101 8685565F565039 63A2 89 01 01 02 02 01 1F 03 01 0A";

    assertThat(cut(START, tracks, CLUSTER_AT_1000).segments.get(0).format().mimeType())
        .isEqualTo("video/webm; codecs=\"vp09.02.31.10\"");
  }

  @Test
  void codecsThatWebmDoesNotHaveAreRefused() {
    assertThat(Cutting.of(Recording.resource("h264.mkv")).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.UNSUPPORTED,
                "WebM cannot carry V_MPEG4/ISO/AVC: use VP8, VP9 or AV1 with Opus or Vorbis"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"02", "04", "06", "86"})
  void lacingIsRefusedInWords(String flags) {
    ReadOutcome refusal =
        new ReadOutcome(
            Status.UNSUPPORTED,
            "WebM block at byte 70 has lacing, which browsers reject: write one frame per block");

    assertThat(cut(START, TRACKS, CLUSTER_AT_1000, "A3 86 82 0000", flags, "01 22").outcome())
        .isEqualTo(refusal);
    assertThat(cut(START, TRACKS, CLUSTER_AT_1000, "A0 88 A1 86 82 0000", flags, "01 22").outcome())
        .isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "V_VP8, 80, 10, true",
    "V_VP8, 80, 11, false",
    "V_VP8, 00, 10, false",
    "V_VP9, 80, 82, true", // profile 0
    "V_VP9, 80, 86, false", // inter frame
    "V_VP9, 80, 88, false", // shows an existing frame
    "V_VP9, 80, B0, true", // profile 3
    "V_VP9, 80, B2, false",
    "V_AV1, 80, FF, true", // not looked at
  })
  void aPictureIsAKeyframeWhenItSaysSoItself(
      String codec, String flags, String firstByte, boolean keyframe) {
    String codecId = HexFormat.of().formatHex(codec.getBytes(StandardCharsets.US_ASCII));
    String tracks =
        "1654AE6B 9E AE 9C D78101 838101 8685" + codecId + "63A2 84 81000C00 E086 B081A0 BA8178";

    Cutting cutting = cut(START, tracks, CLUSTER_AT_1000, "A3 86 81 0000", flags, firstByte, "00");

    assertThat(cutting.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(cutting.keyframes().contains(0)).isEqualTo(keyframe);
    assertThat(cutting.warnings().isEmpty()).isEqualTo(keyframe || flags.equals("00"));
  }

  @Test
  void aBlockWithoutAFrameIsPassedOn() {
    assertThat(cut(START, TRACKS, CLUSTER_AT_1000, "A3 84 81 0000 80").keyframes())
        .containsExactly(0);
  }

  @Test
  void tracksThatAreEncryptedOrCompressedAreRefused() {
    String tracks = "1654AE6B 93 AE 91 D78101 838101 8685565F565038 6D80 81 00";

    assertThat(cut(START, tracks).outcome().reason())
        .isEqualTo(
            "WebM track is encrypted or compressed (ContentEncodings), which viewers cannot "
                + "decode");
  }

  @Test
  void refusalsSayWhere() {
    byte[] stream = Recording.VP8.bytes();
    byte[] more = Arrays.copyOf(stream, stream.length + 4);

    assertThat(Cutting.of(more).outcome())
        .isEqualTo(
            new ReadOutcome(
                Status.MALFORMED,
                "no WebM element at byte " + stream.length + ", where one was expected"));
  }

  @Test
  void otherEbmlDocumentsAreRefused() {
    assertThat(cut("1A45DFA3 86 4282 83 666F6F").outcome().status()).isEqualTo(Status.UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1F43B675 FF", // Cluster before Tracks
        "1549A966 FF", // Info of unknown size
        "1549A966 00", // a size without a marker bit
        "00", // no ID
        "1654AE6B 83 AE 90 00", // TrackEntry longer than Tracks
        TRACKS + CLUSTER_AT_1000 + "A3 83 81 0000", // block without flags
        TRACKS + CLUSTER_AT_1000 + "A3 85 10 000000 00", // track number longer than the block
        TRACKS + CLUSTER_AT_1000 + "A0 83 FB 81 00", // BlockGroup without Block
        TRACKS + "1F43B675 FF A3 85 81 0000 80 10", // block before Timestamp
      })
  void brokenStructureIsRefused(String elements) {
    assertThat(cut(START, elements).outcome().status()).isEqualTo(Status.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "1654AE6B 4401, WebM header element at byte 17 of 1025 bytes is larger than 1024",
    "A3 4801, WebM block at byte 17 of 2049 bytes is larger than 2048",
    "A0 4801, WebM BlockGroup at byte 17 of 2049 bytes is larger than 2048",
    "E7 89, WebM Timestamp at byte 17 of 9 bytes is larger than 8",
    "1C53BB6B 5001, WebM element at byte 17 of 4097 bytes is larger than 4096",
  })
  void elementsHaveLimits(String element, String reason) {
    byte[] stream = bytes(START + element);

    assertThat(Cutting.of(stream, new MediaLimits(1024, 4096, 2048), () -> 64).outcome())
        .isEqualTo(new ReadOutcome(Status.TOO_LARGE, reason));
  }

  private static Cutting cut(String... elements) {
    return Cutting.of(bytes(String.join("", elements)));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(plain(hex));
  }

  private static String plain(String hex) {
    return hex.replace(" ", "");
  }
}
