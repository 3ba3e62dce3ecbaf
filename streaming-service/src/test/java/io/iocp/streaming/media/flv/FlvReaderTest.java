package io.iocp.streaming.media.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.input.Recording;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlvReaderTest {

  /** Both flags, nine bytes of header, no tag before the first. */
  private static final String HEADER = "464C5601 05 00000009 00000000";

  private static final String AAC_CONFIG = "08 000004 000000 00 000000 AF001188 0000000F";
  private static final String AAC_FRAME = "08 000003 00000A 00 000000 AF0142 0000000E";

  private final CollectedSamples sink = new CollectedSamples();
  private final CollectingMemory memory = new CollectingMemory(64 << 20);

  @Test
  void theSamplesOfFfmpegAreFoundWithTheirTimes() {
    byte[] file = Recording.resource("h264-aac.flv");

    assertThat(read(file).consumed()).isTrue();

    assertThat(sink.announcements).hasSize(1);
    Track video = sink.announcements.get(0).get(0);
    assertThat(video.codecString()).isEqualTo("avc1.64000A");
    assertThat(video.widthPixels()).isEqualTo(160);
    assertThat(video.heightPixels()).isEqualTo(120);
    Track audio = sink.announcements.get(0).get(1);
    assertThat(audio.codecString()).isEqualTo("mp4a.40.2");
    assertThat(audio.sampleRate()).isEqualTo(48_000);
    assertThat(audio.channels()).isEqualTo(1);
    // ffprobe -show_entries packet=codec_type,pts,dts,flags
    assertThat(sink.of(true).stream().map(s -> s.decodeTime() + "/" + s.presentationTime()))
        .startsWith("0/200", "100/400", "200/300", "300/800", "400/600", "500/500", "600/700")
        .hasSize(20);
    assertThat(sink.of(true).stream().filter(CollectedSamples.Collected::sync))
        .extracting(CollectedSamples.Collected::decodeTime)
        .containsExactly(0L, 1000L);
    assertThat(sink.of(false)).hasSize(95);
    assertThat(sink.of(false).get(0).decodeTime()).isEqualTo(179);
    assertThat(memory.takenBytes()).isZero();
  }

  @Test
  void mp3NeedsNoSequenceHeader() {
    assertThat(read(Recording.resource("mp3.flv")).consumed()).isTrue();

    Track track = sink.announcements.get(0).get(0);
    assertThat(track.codec()).isEqualTo(Codec.MP3);
    assertThat(track.codecString()).isEqualTo("mp4a.6B");
    assertThat(track.sampleRate()).isEqualTo(44_100);
    assertThat(sink.samples).hasSize(40);
    assertThat(sink.samples.get(2).decodeTime()).isEqualTo(52);
  }

  @Test
  void everyCutGivesTheSameSamples() {
    byte[] file = Recording.resource("h264-aac.flv");
    read(file);
    for (int pieceBytes : new int[] {1, 2, 3, 7, 13, 100, 4096}) {
      CollectedSamples cut = new CollectedSamples();
      FlvReader reader = new FlvReader(MediaLimits.DEFAULTS, memory);
      ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
      for (int at = 0; at < file.length; at += pieceBytes) {
        ByteBuffer piece = direct.slice(at, Math.min(pieceBytes, file.length - at));
        assertThat(reader.read(piece, cut).consumed()).isTrue();
        assertThat(piece.hasRemaining()).isFalse();
      }
      assertThat(cut.samples).hasToString(sink.samples.toString());
      assertThat(cut.announcements).hasSize(1);
    }
  }

  @Test
  void aFileThatSaysItHasSoundOnlyIsNotKeptWaitingForPictures() {
    read(bytes("464C5601 04 00000009 00000000", AAC_CONFIG, AAC_FRAME));

    assertThat(sink.samples).hasToString("[AAC 10 sync 42]");
  }

  @Test
  void aFileThatSaysNothingIsExpectedToHaveBoth() {
    read(bytes("464C5601 00 00000009 00000000", AAC_CONFIG, AAC_FRAME));

    assertThat(sink.samples).isEmpty();
  }

  @Test
  void aLongerHeaderIsSkipped() {
    read(bytes("464C5601 04 0000000C 010203 00000000", AAC_CONFIG, AAC_FRAME));

    assertThat(sink.samples).hasSize(1);
  }

  @Test
  void aFileMayBeginAnewInTheMiddle() {
    byte[] file = Recording.resource("h264-aac.flv");

    assertThat(read(concat(file, file)).consumed()).isTrue();

    assertThat(sink.announcements).hasSize(1);
    assertThat(sink.of(true)).hasSize(40);
    List<CollectedSamples.Collected> video = sink.of(true);
    assertThat(video.get(20).decodeTime()).isGreaterThan(video.get(19).decodeTime());
    assertThat(video.get(21).decodeTime() - video.get(20).decodeTime()).isEqualTo(100);
  }

  @Test
  void theUpperByteOfTheTimestampStandsBehindTheOthers() {
    read(
        bytes(
            "464C5601 04 00000009 00000000",
            AAC_CONFIG,
            "08 000003 00000A 01 000000 AF0142 0000000E"));

    assertThat(sink.samples).hasToString("[AAC 16777226 sync 42]");
  }

  @Test
  void metadataOfAnyKindIsSkipped() {
    read(
        bytes(
            "464C5601 04 00000009 00000000",
            "12 000003 000000 00 000000 FFFFFF 0000000E",
            AAC_CONFIG,
            AAC_FRAME));

    assertThat(sink.samples).hasSize(1);
  }

  @Test
  void refusalsSayTheTagAndTheByte() {
    ReadOutcome outcome = read(bytes(HEADER, AAC_CONFIG, "2A 000003 000000 00 000000"));

    assertThat(outcome.status()).isEqualTo(ReadOutcome.Status.MALFORMED);
    assertThat(outcome.reason()).isEqualTo("FLV tag 2 at byte 32: expected a tag, found type 42");
  }

  @Test
  void anEncryptedTagIsRefused() {
    assertThat(read(bytes(HEADER, "29 000003 000000 00 000000")).reason())
        .isEqualTo("FLV tag 1 at byte 13: tag is encrypted");
  }

  @Test
  void aTagBeyondTheLimitIsRefusedBeforeItIsCollected() {
    MediaLimits limits = new MediaLimits(1024, 1024, 1024);
    FlvReader reader = new FlvReader(limits, memory);

    ReadOutcome outcome =
        reader.read(ByteBuffer.wrap(bytes(HEADER, "09 000401 000000 00 000000")), sink);

    assertThat(outcome.status()).isEqualTo(ReadOutcome.Status.TOO_LARGE);
    assertThat(outcome.reason())
        .isEqualTo("FLV tag 1 at byte 13: tag of 1025 bytes is larger than 1024");
  }

  @Test
  void otherBytesAreNoFlv() {
    assertThat(read(bytes("464C5701 05 00000009")).reason()).isEqualTo("FLV: no FLV header");
    assertThat(read(bytes("464C5601 05 00000008")).status())
        .isEqualTo(ReadOutcome.Status.MALFORMED);
    assertThat(read(bytes("464C5601 05 7FFFFFFF")).status())
        .isEqualTo(ReadOutcome.Status.TOO_LARGE);
  }

  @Test
  void damagedFilesEndInARefusalOrInSamplesButNeverInAnException() {
    byte[] file = Recording.resource("h264-aac.flv");
    Random random = new Random(20_261_129);
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = file.clone();
      for (int i = 1 + random.nextInt(20); i > 0; i--) {
        // Most damage goes where the headers are.
        int at = random.nextInt(random.nextBoolean() ? 600 : damaged.length);
        damaged[at] = (byte) random.nextInt();
      }
      FlvReader reader = new FlvReader(MediaLimits.DEFAULTS, memory);
      ReadOutcome outcome = reader.read(ByteBuffer.wrap(damaged), new CollectedSamples());
      assertThat(outcome.reason().length()).isLessThanOrEqualTo(123);
      reader.close();
      assertThat(memory.takenBytes()).isZero();
    }
  }

  private ReadOutcome read(byte[] file) {
    return new FlvReader(MediaLimits.DEFAULTS, memory).read(ByteBuffer.wrap(file), sink);
  }

  private static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }
}
