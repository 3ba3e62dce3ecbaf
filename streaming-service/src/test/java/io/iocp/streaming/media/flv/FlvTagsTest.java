package io.iocp.streaming.media.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvTagsTest {

  /** AVCDecoderConfigurationRecord of x264, High, 160 × 120. */
  private static final String AVCC =
      "0164000AFFE100196764000AACD942847E5C04400000030040000005 03C48965 80"
          + " 01000568EF839CB0FDF8F800";

  private static final String AVC_CONFIG = "1700000000" + AVCC;
  private static final String AVC_IDR = "1701000000 00000002 6588";
  private static final String AVC_SLICE = "2701000000 00000002 4188";
  private static final String AAC_CONFIG = "AF00 1190";
  private static final String AAC_FRAME = "AF01 2100";

  /** HEVCDecoderConfigurationRecord of x265, Main, 160 × 120, without its SEI. */
  private static final String HVCC =
      "0101600000009000000000001EF000FCFDF8F800000F 03A000010018"
          + " 40010C01FFFF01600000030090000003000003001E959809A100010029"
          + " 42010101600000030090000003000003001EA014207965959A4932BC05A02000000300200000030141A200010007"
          + " 4401C172B46240";

  private static final String AV1C = "81000C00 0A0A00000003B4FF736BE401";
  private static final String VPCC = "01000000 000A820202020000";
  private static final String OPUS_HEAD = "4F70757348656164 01 02 3801 80BB0000 0000 00";

  private final CollectedSamples sink = new CollectedSamples();
  private final CollectingMemory memory = new CollectingMemory(64 << 20);
  private final FlvTags tags = new FlvTags(MediaLimits.DEFAULTS, memory);

  @Test
  void tracksAreAnnouncedOnceBothAreKnown() {
    video(0, AVC_CONFIG);
    video(0, AVC_IDR);
    assertThat(sink.announcements).isEmpty();
    audio(0, AAC_CONFIG);
    audio(5, AAC_FRAME);

    assertThat(sink.announcements).hasSize(1);
    assertThat(sink.announcements.get(0))
        .extracting(Track::codecString)
        .containsExactly("avc1.64000A", "mp4a.40.2");
    assertThat(sink.samples).hasToString("[H264 0 sync 000000026588, AAC 5 sync 2100]");
  }

  @Test
  void theWaitForTheOtherTrackEndsAfterASecond() {
    audio(0, AAC_CONFIG);
    for (int time = 0; time < 1000; time += 20) {
      audio(time, AAC_FRAME);
    }
    assertThat(sink.samples).isEmpty();
    audio(1000, AAC_FRAME);

    assertThat(sink.announcements).hasSize(1);
    assertThat(sink.samples).hasSize(51);
  }

  @Test
  void theWaitForTheOtherTrackEndsAfterManySamples() {
    audio(0, AAC_CONFIG);
    for (int i = 0; i < 129; i++) {
      audio(1, AAC_FRAME);
    }

    assertThat(sink.samples).hasSize(129);
  }

  @Test
  void theWaitForTheOtherTrackEndsWhereMemoryDoes() {
    FlvTags poor = new FlvTags(MediaLimits.DEFAULTS, new CollectingMemory(0));
    poor.audio(0, bytes(AAC_CONFIG), sink);
    ByteBuffer large = ByteBuffer.allocate(100_000).put(0, (byte) 0xAF).put(1, (byte) 1);

    assertThat(poor.audio(0, large, sink).consumed()).isTrue();

    assertThat(sink.samples).hasSize(1);
  }

  @Test
  void aTrackThatTurnsUpLaterIsAnnouncedLater() {
    tags.expect(false, true);
    audio(0, AAC_CONFIG);
    audio(0, AAC_FRAME);
    video(10, AVC_CONFIG);
    video(10, AVC_IDR);
    audio(20, AAC_FRAME);

    assertThat(sink.announcements).hasSize(2);
    assertThat(sink.announcements.get(1)).hasSize(2);
    assertThat(sink.times()).containsExactly("AAC 0", "H264 10", "AAC 20");
  }

  @Test
  void aRepeatedConfigurationChangesNothing() {
    both();
    video(10, AVC_CONFIG);
    video(10, AVC_IDR);

    assertThat(sink.announcements).hasSize(1);
  }

  @Test
  void aChangedConfigurationIsAnnouncedAnew() {
    both();
    audio(0, AAC_FRAME);
    audio(10, "AF00 1210");
    audio(10, AAC_FRAME);

    assertThat(sink.announcements).hasSize(2);
    assertThat(sink.announcements.get(1).get(1).sampleRate()).isEqualTo(44_100);
    assertThat(sink.announcements.get(1).get(0)).isSameAs(sink.announcements.get(0).get(0));
  }

  @Test
  void aChangedCodecIsAnnouncedAnew() {
    both();
    audio(0, AAC_FRAME);
    video(10, "90 68766331" + HVCC);
    video(10, "91 68766331 000000 00000003 260188");

    assertThat(sink.announcements).hasSize(2);
    assertThat(sink.announcements.get(1).get(0).codec()).isEqualTo(Codec.H265);
  }

  @Test
  void samplesThatWaitAreDroppedWhenTheirConfigurationChanges() {
    audio(0, AAC_CONFIG);
    audio(0, AAC_FRAME);
    audio(10, "AF00 1210");
    audio(10, AAC_FRAME);
    video(10, AVC_CONFIG);
    video(10, AVC_IDR);

    assertThat(sink.announcements).hasSize(1);
    assertThat(sink.times()).containsExactly("AAC 10", "H264 10");
  }

  @Test
  void samplesWithoutAConfigurationAreDropped() {
    video(0, AVC_IDR);
    both();

    assertThat(sink.samples).isEmpty();
  }

  @Test
  void compositionTimesMayBeNegative() {
    both();
    video(100, "2701 000028 00000002 4188");
    video(140, "2701 FFFFD8 00000002 4188");

    assertThat(sink.samples).hasToString("[H264 100/140 000000024188, H264 140/100 000000024188]");
  }

  @Test
  void aKeyframeIsWhatADecoderCanStartWith() {
    both();
    video(0, "1701000000 00000002 4188");
    video(1, "2701000000 00000002 6588");

    assertThat(sink.samples)
        .extracting(CollectedSamples.Collected::sync)
        .containsExactly(false, true);
  }

  @Test
  void hevcOfEnhancedRtmp() {
    tags.expect(true, false);
    video(0, "90 68766331" + HVCC);
    // CodedFrames have a composition time, CodedFramesX have none.
    video(0, "91 68766331 000050 00000003 260188");
    video(40, "A3 68766331 00000003 020188");

    Track track = sink.announcements.get(0).get(0);
    assertThat(track.codecString()).isEqualTo("hvc1.1.6.L30.90");
    assertThat(track.widthPixels()).isEqualTo(160);
    assertThat(track.heightPixels()).isEqualTo(120);
    assertThat(sink.samples).hasToString("[H265 0/80 sync 00000003260188, H265 40 00000003020188]");
  }

  @Test
  void avcOfEnhancedRtmp() {
    tags.expect(true, false);
    video(0, "90 61766331" + AVCC);
    video(0, "91 61766331 000050 00000002 6588");

    assertThat(sink.samples).hasToString("[H264 0/80 sync 000000026588]");
  }

  @Test
  void av1OfEnhancedRtmpComesWithoutItsTemporalDelimiter() {
    tags.expect(true, false);
    video(0, "90 61763031" + AV1C);
    video(0, "91 61763031 1200 320188");
    video(40, "A1 61763031 320177");

    Track track = sink.announcements.get(0).get(0);
    assertThat(track.codecString()).isEqualTo("av01.0.00M.08");
    assertThat(track.widthPixels()).isEqualTo(160);
    assertThat(track.heightPixels()).isEqualTo(120);
    assertThat(sink.samples).hasToString("[AV1 0 sync 320188, AV1 40 320177]");
  }

  @Test
  void vp9OfEnhancedRtmpIsKnownWithItsFirstKeyframe() {
    tags.expect(true, false);
    video(0, "90 76703039" + VPCC);
    video(0, "A1 76703039 86");
    video(40, "91 76703039 824983420009F0077602");

    Track track = sink.announcements.get(0).get(0);
    assertThat(track.codecString()).isEqualTo("vp09.00.10.08");
    assertThat(track.widthPixels()).isEqualTo(160);
    assertThat(track.heightPixels()).isEqualTo(120);
    assertThat(sink.times()).containsExactly("VP9 40");
  }

  @Test
  void vp8OfEnhancedRtmpIsKnownWithItsFirstKeyframe() {
    tags.expect(true, false);
    video(0, "90 76703038" + VPCC);
    video(0, "91 76703038 D046009D012AA0007800");

    Track track = sink.announcements.get(0).get(0);
    assertThat(track.codec()).isEqualTo(Codec.VP8);
    assertThat(track.widthPixels()).isEqualTo(160);
    assertThat(track.heightPixels()).isEqualTo(120);
  }

  @Test
  void opusOfEnhancedRtmpIsConfiguredAsMp4Does() {
    tags.expect(false, true);
    audio(0, "90 4F707573" + OPUS_HEAD);
    audio(0, "91 4F707573 FC01");

    Track track = sink.announcements.get(0).get(0);
    assertThat(track.codecString()).isEqualTo("opus");
    assertThat(track.channels()).isEqualTo(2);
    assertThat(track.configuration()).isEqualTo(bytes("00 02 0138 0000BB80 0000 00"));
    assertThat(sink.samples).hasToString("[OPUS 0 sync fc01]");
  }

  @ParameterizedTest
  @CsvSource({"FC, 02, 02", "FD, 0002, 0002", "FE, 000002, 000002"})
  void lengthsOfNalUnitsMayBeShorterThanInTheModel(
      String lengthSize, String lengthOfTwo, String again) {
    tags.expect(true, false);
    video(0, "1700000000" + AVCC.replaceFirst("FF", lengthSize));
    video(0, "1701000000" + lengthOfTwo + "6588" + again + "6589");
    // The second length reaches beyond the sample.
    video(40, "2701000000" + lengthOfTwo + "4188" + again + "41");

    assertThat(sink.samples)
        .hasToString("[H264 0 sync 000000026588000000026589, H264 40 000000024188]");
    ByteBuffer configuration = sink.announcements.get(0).get(0).configuration();
    assertThat(configuration.get(4) & 3).isEqualTo(3);
    assertThat(configuration).isEqualTo(bytes(AVCC));
  }

  @Test
  void whatWaitsForAnotherTrackComesWhenNothingMoreDoes() {
    video(0, AVC_CONFIG);
    video(0, AVC_IDR);
    assertThat(sink.samples).isEmpty();
    tags.flush(sink);
    tags.flush(sink);
    assertThat(sink.samples).hasToString("[H264 0 sync 000000026588]");
    tags.close();
    assertThat(memory.takenBytes()).isZero();
  }

  @Test
  void aacAndMp3OfEnhancedRtmp() {
    tags.expect(false, true);
    audio(0, "90 6D703461 1190");
    audio(0, "91 6D703461 2100");
    audio(20, "90 2E6D7033");
    audio(20, "91 2E6D7033 FFFB50C4");

    assertThat(sink.announcements).hasSize(2);
    assertThat(sink.times()).containsExactly("AAC 0", "MP3 20");
  }

  @ParameterizedTest
  @CsvSource({
    "video, 22 00,             'FLV video codec 2: send H.264 or Enhanced RTMP'",
    "video, 96 00 61766331 00, 'multitrack video: send one picture track'",
    "video, 97 00,             'video with ModEx extensions of Enhanced RTMP'",
    "video, 95 61763031,       'video with an MPEG-2 TS sequence start'",
    "video, 91 76766331,       'video codec vvc1: send avc1, hvc1, av01, vp09 or vp08'",
    "video, 91 00000001,       'video codec 0x00000001: send avc1, hvc1, av01, vp09 or vp08'",
    "video, 17 00,             'tag is shorter than its header'",
    "video, 91 6876,           'tag is shorter than its header'",
    "video, 91 68766331 0000,  'tag is shorter than its header'",
    "video, 1700000000 01,     'H264 sequence header is damaged'",
    "audio, B2 00,             'FLV sound format 11 (Speex): send AAC, MP3 or Opus'",
    "audio, 3E 00,             'FLV sound format 3 (PCM): send AAC, MP3 or Opus'",
    "audio, 95 00 4F707573,    'multitrack audio: send one sound track'",
    "audio, 97 00,             'audio with ModEx extensions of Enhanced RTMP'",
    "audio, 91 61632D33,       'audio codec ac-3: send mp4a, Opus or .mp3'",
    "audio, 91 4F,             'tag is shorter than its header'",
    "audio, AF,                'tag is shorter than its header'",
    "audio, AF00 00,           'AAC sequence header is damaged'",
    "audio, 90 4F707573 00,    'OPUS sequence header is damaged'"
  })
  void whatCannotBePlayedIsRefusedInWords(String kind, String body, String reason) {
    ByteBuffer bytes = bytes(body);
    ReadOutcome outcome =
        kind.equals("video") ? tags.video(0, bytes, sink) : tags.audio(0, bytes, sink);

    assertThat(outcome.reason()).isEqualTo(reason);
    assertThat(outcome.consumed()).isEqualTo(reason.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "video, ''", // Empty messages come from some encoders at the start.
    "video, 5701", // A command frame.
    "video, 1702000000", // The end of a sequence.
    "video, D0 61766331 00", // A command frame, enhanced.
    "video, 92 61766331", // The end of a sequence, enhanced.
    "video, 94 61766331 020000", // Metadata about colours.
    "audio, ''",
    "audio, AF01", // A frame of nothing.
    "audio, 94 4F707573 000100", // The order of channels.
  })
  void whatSaysNothingIsIgnored(String kind, String body) {
    ByteBuffer bytes = bytes(body);
    both();
    ReadOutcome outcome =
        kind.equals("video") ? tags.video(0, bytes, sink) : tags.audio(0, bytes, sink);

    assertThat(outcome.consumed()).isTrue();
    assertThat(sink.samples).isEmpty();
  }

  @Test
  void aSequenceHeaderBeyondTheLimitIsRefused() {
    FlvTags small = new FlvTags(new MediaLimits(1024, 1024, 1024), memory);
    ByteBuffer body = ByteBuffer.allocate(5 + 1025).put(0, (byte) 0x17);

    assertThat(small.video(0, body, sink).status()).isEqualTo(ReadOutcome.Status.TOO_LARGE);
  }

  @Test
  void timeGoesOnWhereTheTimestampWraps() {
    both();
    video(0xFFFFFFF0, AVC_IDR);
    audio(0xFFFFFFFA, AAC_FRAME);
    video(0x00000010, AVC_SLICE);
    audio(0x00000006, AAC_FRAME);

    assertThat(sink.times())
        .containsExactly("H264 4294967280", "AAC 4294967290", "H264 4294967312", "AAC 4294967302");
  }

  @Test
  void timeThatJumpsBackGoesOnAndKeepsSoundAndPictureTogether() {
    both();
    video(100_000, AVC_IDR);
    audio(100_010, AAC_FRAME);
    video(100_040, AVC_SLICE);
    audio(100_030, AAC_FRAME);
    video(0, AVC_IDR);
    audio(10, AAC_FRAME);
    video(40, AVC_SLICE);
    audio(30, AAC_FRAME);

    assertThat(sink.announcements).hasSize(1);
    assertThat(sink.times().subList(4, 8))
        .containsExactly("H264 100080", "AAC 100090", "H264 100120", "AAC 100110");
  }

  @Test
  void timeThatJumpsForwardGoesOnWithoutTheJump() {
    both();
    audio(0, AAC_FRAME);
    video(0, AVC_IDR);
    audio(20, AAC_FRAME);
    audio(3_600_000, AAC_FRAME);
    video(3_600_000, AVC_IDR);

    assertThat(sink.times().subList(3, 5)).containsExactly("AAC 40", "H264 40");
  }

  @Test
  void aShortLoopPlaysOn() {
    both();
    for (int round = 0; round < 50; round++) {
      for (int time = 0; time < 500; time += 100) {
        video(time, AVC_IDR);
        audio(time, AAC_FRAME);
      }
    }

    long last = sink.samples.get(sink.samples.size() - 1).decodeTime();
    assertThat(last).isBetween(24_000L, 26_000L);
  }

  @Test
  void aGapOfSecondsStaysAGap() {
    both();
    video(0, AVC_IDR);
    audio(0, AAC_FRAME);
    video(8_000, AVC_IDR);
    audio(8_000, AAC_FRAME);

    assertThat(sink.times()).endsWith("H264 8000", "AAC 8000");
  }

  @Test
  void aSmallStepBackStandsStill() {
    both();
    audio(100, AAC_FRAME);
    audio(95, AAC_FRAME);
    audio(120, AAC_FRAME);

    assertThat(sink.times()).containsExactly("AAC 100", "AAC 100", "AAC 120");
  }

  @Test
  void bodiesOfAnyBytesEndInARefusalOrInSamplesButNeverInAnException() {
    Random random = new Random(42);
    String[] starts = {
      AVC_CONFIG,
      AVC_IDR,
      "9068766331" + HVCC,
      "91 68766331 000000",
      "90 61763031" + AV1C,
      "9076703039" + VPCC,
      "91 76703039 8249834200",
      "9076703038" + VPCC,
      "91 76703038"
    };
    String[] audioStarts = {AAC_CONFIG, AAC_FRAME, "904F707573" + OPUS_HEAD, "91 4F707573", "2F"};
    FlvTags any = tags;
    for (int round = 0; round < 30_000; round++) {
      boolean video = random.nextBoolean();
      String[] from = video ? starts : audioStarts;
      byte[] body = body(from[random.nextInt(from.length)], random);
      int time = random.nextInt(100) == 0 ? random.nextInt() : round * 10;
      ReadOutcome outcome =
          video
              ? any.video(time, ByteBuffer.wrap(body), sink)
              : any.audio(time, ByteBuffer.wrap(body), sink);
      assertThat(outcome.reason().length()).isLessThanOrEqualTo(90);
      if (!outcome.consumed()) {
        any.close();
        any = new FlvTags(MediaLimits.DEFAULTS, memory);
        sink.announcements.clear();
        sink.samples.clear();
      }
    }
    assertThat(memory.takenBytes()).isZero();
  }

  private static byte[] body(String start, Random random) {
    byte[] bytes = bytes(start).array();
    byte[] body = new byte[random.nextInt(bytes.length + 30)];
    random.nextBytes(body);
    System.arraycopy(bytes, 0, body, 0, Math.min(bytes.length, body.length));
    if (body.length > 0 && random.nextBoolean()) {
      body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return body;
  }

  /** Both tracks are known from here on. */
  private void both() {
    video(0, AVC_CONFIG);
    audio(0, AAC_CONFIG);
  }

  private void video(int timestamp, String body) {
    assertThat(tags.video(timestamp, bytes(body), sink)).isEqualTo(ReadOutcome.CONSUMED);
  }

  private void audio(int timestamp, String body) {
    assertThat(tags.audio(timestamp, bytes(body), sink)).isEqualTo(ReadOutcome.CONSUMED);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
