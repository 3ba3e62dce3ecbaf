package io.iocp.streaming.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.OpusPackets;
import io.iocp.streaming.media.input.Cutting;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentWriterTest {

  private static final Track VIDEO =
      Track.video(1, Codec.H264, "avc1.64000A", hex("0164000AFFE00000"), 90_000, 160, 120);
  private static final Track AUDIO =
      Track.audio(2, Codec.AAC, "mp4a.40.2", hex("1190"), 48_000, 48_000, 2);
  private static final Track OPUS = OpusPackets.track(3, OpusPackets.configuration(2, 312), 48_000);

  private final Output output = new Output();
  private final FragmentWriter writer = new FragmentWriter().into(output);

  @Test
  void whatIsWrittenIsFragmentedMp4() {
    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 1000, true);
    sample(AUDIO, 500, true);
    sample(VIDEO, 4000, false);

    Cutting cutting = Cutting.of(output.bytes.toByteArray());

    assertThat(cutting.outcome().consumed()).isTrue();
    assertThat(cutting.segments.get(0).format())
        .isEqualTo(output.formats.get(0))
        .isEqualTo(
            new MediaFormat(
                "fmp4", "video/mp4; codecs=\"avc1.64000A,mp4a.40.2\"", false, 160, 120));
    assertThat(cutting.chunks).hasSize(3);
    assertThat(cutting.keyframes()).containsExactly(0);
    assertThat(output.keyframes).containsExactly(true, false, false);
  }

  @Test
  void everyCodecThatIsCarriedHasItsSampleEntry() {
    writer.tracks(
        List.of(
            Track.video(
                1,
                Codec.H265,
                "hvc1.1.6.L30.90",
                hex("01016000000090000000000" + "01EF000FCFDF8F800000F00"),
                1000,
                8,
                8),
            Track.video(2, Codec.AV1, "av01.0.00M.08", hex("81000C00"), 1000, 8, 8),
            Track.video(3, Codec.VP8, "vp08.00.10.08", hex(""), 1000, 8, 8),
            Track.video(4, Codec.VP9, "vp09.00.10.08", hex(""), 1000, 8, 8),
            Track.video(5, Codec.JPEG, "jpeg", hex(""), 1000, 8, 8),
            Track.audio(6, Codec.MP3, "mp4a.6B", hex(""), 44_100, 44_100, 2),
            OPUS,
            Track.audio(7, Codec.PCM, "pcm", hex(""), 8000, 8000, 1)));

    Cutting cutting = Cutting.of(output.bytes.toByteArray());

    assertThat(cutting.outcome().consumed()).isTrue();
    assertThat(cutting.segments.get(0).format().mimeType())
        .isEqualTo(
            "video/mp4; codecs=\"hvc1.1.6.L30.90,av01.0.00M.08,vp08.00.10.08,vp09.00.10.08,"
                + "mp4a.6B,opus\"");
  }

  @Test
  void ofSoundAloneEveryChunkIsAStart() {
    writer.tracks(List.of(AUDIO));
    sample(AUDIO, 0, true);
    sample(AUDIO, 1024, true);

    assertThat(output.keyframes).containsExactly(true, true);
    assertThat(output.formats.get(0).keyframesOnly()).isTrue();
  }

  @Test
  void theSameTracksAgainAreNoNewInitSegment() {
    writer.tracks(List.of(VIDEO));
    sample(VIDEO, 0, true);
    writer.tracks(List.of(VIDEO));
    assertThat(output.formats).hasSize(1);

    writer.tracks(List.of(VIDEO, AUDIO));
    assertThat(output.formats).hasSize(2);
  }

  @Test
  void aSampleIsTakenToBeAsLongAsTheOneBeforeUnlessItSays() {
    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 0, true);
    sample(VIDEO, 3000, false);
    sample(VIDEO, 9000, false);
    writer.sample(new Sample(AUDIO, 0, 0, 1024, true, hex("AA")));

    assertThat(output.durations()).containsExactly(3600L, 3000L, 6000L, 1024L);
  }

  @Test
  void whatIsShownLaterOrEarlierHasItsOffset() {
    writer.tracks(List.of(VIDEO));
    writer.sample(new Sample(VIDEO, 3000, 9000, 0, true, hex("AA")));
    writer.sample(new Sample(VIDEO, 6000, 3000, 0, false, hex("AA")));

    assertThat(output.times()).containsExactly(3000L, 6000L);
    assertThat(output.offsets()).containsExactly(6000L, -3000L);
  }

  @Test
  void timeThatBeginsAnewContinuesWhereTheStreamWas() {
    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 900_000, true);
    sample(VIDEO, 903_000, false);
    sample(AUDIO, 480_000, true);

    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 0, true);
    sample(AUDIO, 48, true);
    sample(VIDEO, 3000, false);

    assertThat(output.times())
        .containsExactly(900_000L, 903_000L, 480_000L, 906_000L, 483_248L, 909_000L);
  }

  @Test
  void tracksThatChangeWithinTheSameTimeKeepIt() {
    writer.tracks(List.of(VIDEO));
    sample(VIDEO, 900_000, true);
    sample(VIDEO, 903_000, false);

    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 907_500, true);
    sample(AUDIO, 480_000, true);

    assertThat(output.times()).containsExactly(900_000L, 903_000L, 907_500L, 480_000L);
  }

  @Test
  void aTrackNeverGoesBackBehindItsOwnSamples() {
    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 900_000, true);
    sample(AUDIO, 500_000, true);

    writer.tracks(List.of(VIDEO, AUDIO));
    sample(VIDEO, 1_800_000, true);
    sample(AUDIO, 900_000, true);

    assertThat(output.times()).containsExactly(900_000L, 500_000L, 941_100L, 500_000L);
  }

  @Test
  void mediaIsHandedOnAsItIs() {
    ByteBuffer data = ByteBuffer.allocateDirect(100);
    writer.tracks(List.of(VIDEO));

    writer.sample(new Sample(VIDEO, 0, 0, 0, true, data));

    assertThat(output.pieces).hasSize(2).element(1).isSameAs(data);
  }

  private void sample(Track track, long time, boolean sync) {
    writer.sample(new Sample(track, time, time, 0, sync, hex("AABB")));
  }

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  /** Collects what is written; headers of fragments are 112 bytes with their fields in places. */
  private static final class Output implements ChunkSink {

    private static final int TFDT_TIME = 60;
    private static final int TRUN_DURATION = 88;
    private static final int TRUN_OFFSET = 100;

    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final List<MediaFormat> formats = new ArrayList<>();
    final List<Boolean> keyframes = new ArrayList<>();
    final List<ByteBuffer> pieces = new ArrayList<>();
    private final List<ByteBuffer> headers = new ArrayList<>();

    @Override
    public void initSegment(MediaFormat format, ByteBuffer init) {
      formats.add(format);
      bytes.writeBytes(copy(init));
    }

    @Override
    public void beginChunk(boolean keyframe) {
      keyframes.add(keyframe);
      pieces.clear();
    }

    @Override
    public void append(ByteBuffer piece) {
      if (pieces.isEmpty()) {
        headers.add(ByteBuffer.wrap(copy(piece)));
      }
      bytes.writeBytes(copy(piece));
      pieces.add(piece);
    }

    @Override
    public void endChunk() {}

    @Override
    public void discardChunk() {
      throw new AssertionError("a writer begins only what it can complete");
    }

    List<Long> times() {
      return headers.stream().map(header -> header.getLong(TFDT_TIME)).toList();
    }

    List<Long> durations() {
      return headers.stream().map(header -> (long) header.getInt(TRUN_DURATION)).toList();
    }

    List<Long> offsets() {
      return headers.stream().map(header -> (long) header.getInt(TRUN_OFFSET)).toList();
    }

    private static byte[] copy(ByteBuffer buffer) {
      byte[] copy = new byte[buffer.remaining()];
      buffer.duplicate().get(copy);
      return copy;
    }
  }
}
