package io.iocp.streaming.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmenterTest implements Segmenter.Output {

  private static final int TIMESCALE = 90_000;
  private static final Track VIDEO =
      Track.video(1, Codec.H264, "avc1.42C01E", ByteBuffer.allocate(4), TIMESCALE, 640, 360);
  private static final Track AUDIO =
      Track.audio(2, Codec.AAC, "mp4a.40.2", ByteBuffer.allocate(2), 48_000, 48_000, 2);

  private final Segmenter segmenter = new Segmenter(0.25, 2, 4, 10_000, this);
  private final List<CutPart> parts = new ArrayList<>();
  private final List<List<Track>> inits = new ArrayList<>();
  private final List<String> refusals = new ArrayList<>();
  private int endings;

  @Override
  public void tracks(List<Track> tracks) {
    inits.add(tracks);
  }

  @Override
  public void part(CutPart part) {
    parts.add(part);
  }

  @Override
  public void endSegment() {
    endings++;
  }

  @Override
  public void unsupported(String reason) {
    refusals.add(reason);
  }

  private void picture(double seconds, boolean sync) {
    picture(seconds, sync, 10);
  }

  private void picture(double seconds, boolean sync, int bytes) {
    long time = Math.round(seconds * TIMESCALE);
    segmenter.sample(new Sample(VIDEO, time, time, 0, sync, ByteBuffer.allocate(bytes)));
  }

  private void sound(long time) {
    segmenter.sample(new Sample(AUDIO, time, time, 1024, true, ByteBuffer.allocate(3)));
  }

  private void pictures(double from, double seconds, int perSecond, double keyframeEvery) {
    int every = (int) Math.round(keyframeEvery * perSecond);
    for (int i = 0; i < Math.round(seconds * perSecond); i++) {
      picture(from + (double) i / perSecond, i % every == 0);
    }
  }

  @Test
  void allPartsButTheLastOfASegmentAreNearlyAsLongAsTheLongest() {
    for (int perSecond : List.of(5, 10, 15, 24, 25, 30, 50, 60)) {
      parts.clear();
      Segmenter each = new Segmenter(0.25, 2, 4, 1 << 20, this);
      each.tracks(List.of(VIDEO));
      for (int i = 0; i < 10 * perSecond; i++) {
        // As RTMP rounds: whole milliseconds.
        long time = Math.round(1000.0 * i / perSecond) * TIMESCALE / 1000;
        each.sample(new Sample(VIDEO, time, time, 0, i % perSecond == 0, ByteBuffer.allocate(10)));
      }
      double target = parts.stream().mapToDouble(CutPart::seconds).max().orElseThrow();
      assertThat(target).as("at %s", perSecond).isLessThanOrEqualTo(0.26);
      assertThat(parts)
          .as("at %s", perSecond)
          .filteredOn(part -> !part.endsSegment())
          .allSatisfy(part -> assertThat(part.seconds()).isGreaterThan(0.85 * target));
    }
  }

  @Test
  void aSegmentEndsAtTheFirstKeyframeAfterItsDuration() {
    segmenter.tracks(List.of(VIDEO));
    pictures(0, 9, 25, 1);

    assertThat(segments()).as("the first is there soon").containsExactly(1.0, 2.0, 2.0, 2.0);
    assertThat(parts.get(0).independent()).isTrue();
    assertThat(parts.get(1).independent()).isFalse();
  }

  @Test
  void aGroupThatIsTooLongIsCut() {
    segmenter.tracks(List.of(VIDEO));
    pictures(0, 20, 10, 100);

    assertThat(segments()).allSatisfy(seconds -> assertThat(seconds).isLessThan(4.5));
    assertThat(segments()).hasSize(4);
  }

  private List<Double> segments() {
    List<Double> seconds = new ArrayList<>();
    double sum = 0;
    for (CutPart part : parts) {
      sum += part.seconds();
      if (part.endsSegment()) {
        seconds.add(Math.round(sum * 1000) / 1000.0);
        sum = 0;
      }
    }
    return seconds;
  }

  @Test
  void nothingBeginsBeforeAKeyframe() {
    segmenter.tracks(List.of(VIDEO, AUDIO));
    sound(0);
    picture(0, false);
    picture(0.04, true);
    sound(1920);
    pictures(0.08, 1, 25, 100);

    assertThat(parts.get(0).runs().get(0).get(0).decodeTime()).isEqualTo(3600);
  }

  @Test
  void eachSampleIsInOnePartWithTheTimeUntilTheNext() {
    segmenter.tracks(List.of(VIDEO, AUDIO));
    for (int i = 0; i < 100; i++) {
      picture(i / 25.0, i % 25 == 0);
      sound(i * 1920L);
      sound(i * 1920L + 960);
    }

    List<Sample> pictures = samples(1);
    List<Sample> sounds = samples(2);
    assertThat(pictures).hasSizeGreaterThan(80);
    assertThat(pictures).allSatisfy(each -> assertThat(each.durationTicks()).isEqualTo(3600));
    assertThat(sounds).allSatisfy(each -> assertThat(each.durationTicks()).isEqualTo(960));
    for (int i = 0; i < sounds.size(); i++) {
      assertThat(sounds.get(i).decodeTime()).isEqualTo(i * 960L);
    }
  }

  private List<Sample> samples(int track) {
    return parts.stream()
        .flatMap(part -> part.runs().stream())
        .flatMap(List::stream)
        .filter(sample -> sample.track().id() == track)
        .toList();
  }

  @Test
  void whatComesAfterAGapIsADiscontinuityFromAKeyframeOn() {
    segmenter.tracks(List.of(VIDEO));
    pictures(0, 0.6, 25, 1);
    segmenter.interrupt();
    picture(0.7, false);
    pictures(1, 1, 25, 1);

    assertThat(samples(1).stream().filter(each -> each.decodeTime() < TIMESCALE)).hasSize(15);
    CutPart after =
        parts.stream()
            .filter(part -> part.runs().get(0).get(0).decodeTime() >= TIMESCALE)
            .findFirst()
            .orElseThrow();
    assertThat(after.discontinuity()).isTrue();
    assertThat(parts.get(parts.indexOf(after) - 1).endsSegment()).isTrue();
    assertThat(parts.get(0).discontinuity()).as("there was nothing before").isFalse();
  }

  @Test
  void otherTracksNeedAnotherInitSegmentAndTheSameDoNot() {
    Track larger =
        Track.video(1, Codec.H264, "avc1.42C01F", ByteBuffer.allocate(4), TIMESCALE, 1280, 720);
    segmenter.tracks(List.of(VIDEO));
    pictures(0, 1, 25, 1);
    segmenter.tracks(List.of(VIDEO));
    pictures(0, 1, 25, 1);
    segmenter.tracks(List.of(larger));

    assertThat(inits).containsExactly(List.of(VIDEO), List.of(larger));
    assertThat(parts.stream().filter(CutPart::discontinuity)).hasSize(1);
  }

  @Test
  void theFirstPictureAndTheFirstSoundAreCarried() {
    Track second =
        Track.audio(3, Codec.AAC, "mp4a.40.2", ByteBuffer.allocate(2), 48_000, 48_000, 2);
    segmenter.tracks(List.of(AUDIO, second, VIDEO));

    assertThat(inits).containsExactly(List.of(VIDEO, AUDIO));
  }

  @Test
  void soundAloneIsCutAnywhere() {
    segmenter.tracks(List.of(AUDIO));
    for (int i = 0; i < 400; i++) {
      sound(i * 1024L);
    }

    assertThat(parts).allSatisfy(part -> assertThat(part.independent()).isTrue());
    assertThat(segments().get(1)).isCloseTo(2, within(0.3));
  }

  @Test
  void whatMp4DoesNotCarryIsRefusedInWords() {
    segmenter.tracks(
        List.of(Track.audio(1, Codec.PCM, "pcm", ByteBuffer.allocate(0), 8000, 8000, 1)));

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0)).contains("PCM");
  }

  @Test
  void aPartIsCutEarlyBeforeItTakesTooMuch() {
    segmenter.tracks(List.of(VIDEO));
    for (int i = 0; i < 60; i++) {
      picture(i / 60.0, i == 0, 6000);
    }

    assertThat(parts).hasSizeGreaterThan(20);
  }

  @Test
  void aJumpOfTimeIsADiscontinuity() {
    segmenter.tracks(List.of(VIDEO));
    pictures(0, 1, 25, 1);
    pictures(3600, 1, 25, 1);

    assertThat(parts.stream().filter(CutPart::discontinuity)).hasSize(1);
    assertThat(parts).allSatisfy(part -> assertThat(part.seconds()).isLessThan(1));
    assertThat(endings).isZero();
  }
}
