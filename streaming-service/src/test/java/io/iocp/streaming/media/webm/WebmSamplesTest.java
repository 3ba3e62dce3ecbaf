package io.iocp.streaming.media.webm;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.input.Cutting;
import io.iocp.streaming.media.input.Ffprobe;
import io.iocp.streaming.media.input.Recording;
import io.iocp.streaming.media.input.SamplesOf;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WebmSamplesTest {

  private static final long NANOS_A_MILLI = 1_000_000;

  @TempDir private Path directory;

  /** The last column is the delay of the sound's codec, which ffprobe takes off. */
  @ParameterizedTest
  @CsvSource({
    "VP8, 0",
    "VP8_LIVE, 0",
    "VP8_MATROSKA, 0",
    "VP9_OPUS_LIVE, 7",
    "AV1_WEBM, 0",
  })
  void samplesAreThePacketsThatFfprobeFinds(Recording recording, int soundDelay) throws Exception {
    SamplesOf found = read(Cutting.of(recording.bytes()));
    List<Ffprobe.Packet> packets = Ffprobe.packets(directory, recording);

    assertThat(found.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    for (Track track : found.tracks.get(0)) {
      int delay = track.codec().isVideo() ? 0 : soundDelay;
      assertThat(found.samples.stream().filter(s -> s.track().equals(track)))
          .as(track.codecString())
          .map(sample -> packet(sample, delay))
          .containsExactlyElementsOf(
              packets.stream().filter(p -> p.stream() == track.id() - 1).toList());
    }
  }

  @Test
  void configurationsAreThoseThatMp4Has() {
    List<Track> tracks = read(Cutting.of(Recording.VP9_OPUS_LIVE.bytes())).tracks.get(0);

    assertThat(tracks.get(0).codec()).isEqualTo(Codec.VP9);
    assertThat(tracks.get(0).codecString()).isEqualTo("vp09.00.10.08");
    assertThat(hex(tracks.get(0))).isEqualTo("01000000000a820202020000");
    assertThat(tracks.get(1).codec()).isEqualTo(Codec.OPUS);
    // Version 0, one channel, 312 samples of pre-skip, 48 kHz, no gain, mapping family 0.
    assertThat(hex(tracks.get(1))).isEqualTo("000101380000bb80000000");
  }

  @Test
  void tracksAreAnnouncedAgainWhenTimeBeginsAnew() {
    Cutting cutting = Cutting.of(Recording.VP8.bytes());
    cutting.chunks.addAll(List.copyOf(cutting.chunks));

    assertThat(read(cutting).tracks).hasSize(2);
  }

  @Test
  void blocksBeforeTheFirstClusterAreIgnored() {
    Cutting cutting = Cutting.of(Recording.VP8.bytes());
    cutting.chunks.remove(0);

    SamplesOf found = read(cutting);

    assertThat(found.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(found.samples.get(0).sync()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void damagedChunksNeverThrow(Recording recording) {
    if (!recording.mimeType.contains("webm")) {
      return;
    }
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      Cutting cutting = Cutting.of(recording.bytes());
      for (int i = 0; i < cutting.chunks.size(); i++) {
        Cutting.Chunk chunk = cutting.chunks.get(i);
        cutting.chunks.set(
            i, new Cutting.Chunk(chunk.segment(), chunk.keyframe(), damage(chunk.hex(), random)));
      }
      Cutting.Segment init = cutting.segments.get(0);
      if (random.nextBoolean()) {
        cutting.segments.set(0, new Cutting.Segment(init.format(), damage(init.hex(), random)));
      }

      assertThat(read(cutting).outcome().reason()).hasSizeLessThan(124);
    }
  }

  private static String damage(String hex, Random random) {
    StringBuilder damaged = new StringBuilder(hex);
    for (int i = random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(Math.min(hex.length(), 300));
      damaged.setCharAt(at, Character.forDigit(random.nextInt(16), 16));
    }
    return random.nextInt(20) == 0
        ? damaged.substring(0, hex.length() / 4 * 2)
        : damaged.toString();
  }

  private static String hex(Track track) {
    byte[] bytes = new byte[track.configuration().remaining()];
    track.configuration().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static SamplesOf read(Cutting cutting) {
    SamplesOf sink = new SamplesOf();
    WebmSamples samples = new WebmSamples(sink);
    return sink.read(cutting, samples::init, samples::chunk);
  }

  private static Ffprobe.Packet packet(Sample sample, int delayMillis) {
    long time = sample.presentationTime() / NANOS_A_MILLI - delayMillis;
    return new Ffprobe.Packet(
        sample.track().id() - 1, time, time, sample.data().remaining(), sample.sync());
  }
}
