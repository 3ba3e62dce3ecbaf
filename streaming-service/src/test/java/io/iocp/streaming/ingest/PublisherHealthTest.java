package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.relay.StreamHealth;
import io.iocp.streaming.relay.StreamHealth.Warning;
import io.iocp.streaming.stream.MediaChunk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublisherHealthTest {

  private static final long MILLI = 1_000_000;
  private static final int FRAME_MILLIS = 40;

  private final PublisherHealth health = new PublisherHealth();
  private long nowMillis = 5_000;
  private long mediaMillis = 77_000;

  @Test
  void aSteadyPublisherHasNoWarning() {
    frames(100, 50);

    StreamHealth now = now();
    assertThat(now.framesPerSecond()).isCloseTo(25, within(0.01));
    assertThat(now.keyframeInterval()).hasMillis(2_000);
    assertThat(now.step()).hasMillis(40);
    assertThat(now.jitter()).isZero();
    assertThat(now.warnings()).isEmpty();
  }

  @Test
  void keyframesFarApartAreTold() {
    frames(601, 300);

    assertThat(now().warnings())
        .containsExactly(
            new Warning("LONG_KEYFRAME_INTERVAL", "a keyframe every 12.0 s: late viewers wait"));
  }

  @Test
  void aKeyframeThatStaysAwayIsToldBeforeItComes() {
    frames(10, 10);
    frames(150, 1_000);

    assertThat(kinds()).containsExactly("LONG_KEYFRAME_INTERVAL");
  }

  @Test
  void aWarningIsGoneWhenItsReasonIs() {
    frames(601, 300);
    frames(100, 50);

    assertThat(now().warnings()).isEmpty();
  }

  @Test
  void fragmentsOfManyPicturesAreTold() {
    for (int fragment = 0; fragment < 3; fragment++) {
      for (int picture = 0; picture < 25; picture++) {
        picture(0);
      }
      nowMillis += 25 * FRAME_MILLIS;
      health.chunkEnded(true, MediaChunk.NOT_CAPTURED, nowMillis * MILLI);
    }

    assertThat(kinds()).containsExactly("LARGE_FRAGMENTS");
  }

  @Test
  void unevenArrivalIsToldAndMeasuredAsInRfc3550() {
    for (int i = 0; i < 200; i++) {
      nowMillis += i % 2 == 0 ? 400 : -320;
      frame(i % 50 == 0, 0);
    }

    assertThat(now().jitter().toMillis()).isBetween(340L, 380L);
    assertThat(kinds()).containsExactly("UNEVEN_ARRIVAL");
  }

  @Test
  void picturesInAnotherOrderAreTold() {
    int[] offsets = {80, 160, 80, 0, 40};
    for (int i = 0; i < 50; i++) {
      frame(i % 25 == 0, offsets[i % 5]);
    }

    assertThat(kinds()).containsExactly("REORDERED_PICTURES");
  }

  @Test
  void aConstantOffsetIsNoOtherOrder() {
    for (int i = 0; i < 50; i++) {
      frame(i % 25 == 0, 80);
    }

    assertThat(now().reordered()).isFalse();
  }

  @Test
  void timeThatJumpsEitherWayIsToldForAMinute() {
    frames(50, 25);
    mediaMillis -= 60_000;
    frames(50, 25);
    mediaMillis += 3_000;
    frames(50, 25);

    assertThat(now().timeJumps()).isEqualTo(2);
    assertThat(kinds()).containsExactly("TIME_JUMPS");

    frames(1_500, 25);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void packetsThatAreLostAreToldForAMinuteAndCountedForGood() {
    health.found(List.of(), 3, nowMillis * MILLI);
    assertThat(kinds()).containsExactly("LOST_PACKETS");

    frames(1_500, 25);
    health.found(List.of(), 3, nowMillis * MILLI);
    assertThat(kinds()).isEmpty();
    assertThat(now().lostPackets()).isEqualTo(3);
  }

  @Test
  void anyTimesCanBeMeasured() {
    for (long time : new long[] {Long.MAX_VALUE, 0, Long.MIN_VALUE + 1, -1, Long.MAX_VALUE}) {
      health.picture(time, -time, nowMillis * MILLI);
      health.chunkEnded(true, MediaChunk.NOT_CAPTURED, nowMillis * MILLI);
    }

    assertThat(now().timeJumps()).isPositive();
  }

  @Test
  void withoutTimesPicturesAreCountedAsTheyArrive() {
    for (int i = 0; i <= 100; i++) {
      health.picture(ChunkSink.UNTIMED, ChunkSink.UNTIMED, nowMillis * MILLI);
      health.chunkEnded(true, MediaChunk.NOT_CAPTURED, nowMillis * MILLI);
      nowMillis += 100;
    }

    assertThat(now().framesPerSecond()).isCloseTo(10, within(0.1));
    assertThat(now().warnings()).isEmpty();
  }

  @Test
  void whatReadersFoundIsTold() {
    health.found(
        List.of(new MediaWarning(MediaWarning.Kind.FALSE_KEYFRAMES, "not true")),
        0,
        nowMillis * MILLI);

    assertThat(now().warnings()).containsExactly(new Warning("FALSE_KEYFRAMES", "not true"));
  }

  @Test
  void howOldMediaIsWhenItArrivesIsKnownWhileThePublisherSaysIt() {
    frames(2, 25);
    assertThat(now().captureDelay()).isNull();
    health.chunkEnded(false, 70 * MILLI, nowMillis * MILLI);
    frames(2, 25);
    assertThat(now().captureDelay()).isEqualTo(Duration.ofMillis(70));

    nowMillis += Duration.ofMinutes(2).toMillis();
    assertThat(now().captureDelay()).as("it has not said it for long").isNull();
    health.chunkEnded(false, 0, nowMillis * MILLI);
    assertThat(now().captureDelay()).isEqualTo(Duration.ZERO);
    health.begin();
    assertThat(now().captureDelay()).as("another time").isNull();
  }

  private void frames(int count, int group) {
    for (int i = 0; i < count; i++) {
      frame(i % group == 0, 0);
    }
  }

  private void frame(boolean keyframe, int offsetMillis) {
    picture(offsetMillis);
    health.chunkEnded(keyframe, MediaChunk.NOT_CAPTURED, nowMillis * MILLI);
    nowMillis += FRAME_MILLIS;
  }

  private void picture(int offsetMillis) {
    health.picture(mediaMillis * 1_000, (mediaMillis + offsetMillis) * 1_000, nowMillis * MILLI);
    mediaMillis += FRAME_MILLIS;
  }

  private StreamHealth now() {
    return health.at(nowMillis * MILLI);
  }

  private List<String> kinds() {
    return now().warnings().stream().map(Warning::kind).toList();
  }
}
