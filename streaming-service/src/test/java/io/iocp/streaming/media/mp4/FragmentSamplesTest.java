package io.iocp.streaming.media.mp4;

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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FragmentSamplesTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void samplesAreThePacketsThatFfprobeFinds(Recording recording) throws Exception {
    if (!recording.isMp4()) {
      return;
    }
    SamplesOf found = read(Cutting.of(recording.bytes()));
    List<Ffprobe.Packet> packets = Ffprobe.packets(directory, recording, "-ignore_editlist", "1");

    assertThat(found.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(found.tracks).hasSize(1);
    for (Track track : found.tracks.get(0)) {
      assertThat(found.samples.stream().filter(s -> s.track().equals(track)))
          .as(track.codecString())
          .map(FragmentSamplesTest::packet)
          .containsExactlyElementsOf(
              packets.stream().filter(p -> p.stream() == track.id() - 1).toList());
    }
  }

  @Test
  void tracksHaveTheConfigurationsOfTheirSampleEntries() {
    List<Track> tracks = read(Cutting.of(Recording.H264_AAC.bytes())).tracks.get(0);

    Track video = tracks.get(0);
    assertThat(video.codec()).isEqualTo(Codec.H264);
    assertThat(video.codecString()).isEqualTo("avc1.64000A");
    assertThat(video.configuration().getInt() >>> 8).isEqualTo(0x016400);
    assertThat(video.timescale()).isEqualTo(10_240);
    assertThat(video.widthPixels()).isEqualTo(160);
    assertThat(video.heightPixels()).isEqualTo(120);
    Track audio = tracks.get(1);
    assertThat(audio.codec()).isEqualTo(Codec.AAC);
    // AAC LC, 48 kHz, one channel.
    assertThat(audio.configuration().getShort()).isEqualTo((short) 0x1188);
    assertThat(audio.timescale()).isEqualTo(48_000);
    assertThat(audio.sampleRate()).isEqualTo(48_000);
  }

  @Test
  void tracksAreAnnouncedAgainWhenTimeBeginsAnew() {
    byte[] once = Recording.AAC_ONLY.bytes();
    Cutting cutting = Cutting.of(once);
    cutting.chunks.addAll(List.copyOf(cutting.chunks));

    SamplesOf found = read(cutting);

    assertThat(found.outcome()).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(found.tracks).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void damagedFragmentsNeverThrow(Recording recording) {
    if (!recording.isMp4()) {
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
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(Math.min(hex.length(), 1600));
      damaged.setCharAt(at, Character.forDigit(random.nextInt(16), 16));
    }
    return random.nextInt(8) == 0 ? damaged.substring(0, hex.length() / 4 * 2) : damaged.toString();
  }

  private static SamplesOf read(Cutting cutting) {
    SamplesOf sink = new SamplesOf();
    FragmentSamples samples = new FragmentSamples(sink);
    return sink.read(cutting, samples::init, samples::chunk);
  }

  private static Ffprobe.Packet packet(Sample sample) {
    return new Ffprobe.Packet(
        sample.track().id() - 1,
        sample.presentationTime(),
        sample.decodeTime(),
        sample.data().remaining(),
        sample.sync());
  }
}
