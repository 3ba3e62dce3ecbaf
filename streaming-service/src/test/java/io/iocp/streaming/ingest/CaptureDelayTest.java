package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.stream.MediaChunk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class CaptureDelayTest {

  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00.000123Z");

  private final CaptureDelay delay = new CaptureDelay(InstantSource.fixed(NOW));

  @Test
  void itIsTheTimeFromCaptureToArrivalOfTheChunkThatItIsToldFor() {
    assertThat(delay.take()).as("nothing told").isEqualTo(MediaChunk.NOT_CAPTURED);
    captured(Duration.ofMillis(-80));
    assertThat(delay.take()).isEqualTo(Duration.ofMillis(80).toNanos());
    assertThat(delay.take()).as("told once").isEqualTo(MediaChunk.NOT_CAPTURED);
  }

  @Test
  void aClockThatIsALittleAheadMakesNoDelay() {
    captured(Duration.ofMillis(400));
    assertThat(delay.take()).isZero();
  }

  @Test
  void aTimeThatCannotBeIsNone() {
    for (long micros : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE + 1}) {
      delay.captured(micros);
      assertThat(delay.take()).as("%d", micros).isEqualTo(MediaChunk.NOT_CAPTURED);
    }
    captured(CaptureDelay.AHEAD.plusMillis(1));
    assertThat(delay.take()).isEqualTo(MediaChunk.NOT_CAPTURED);
    captured(CaptureDelay.LONGEST.plusMillis(1).negated());
    assertThat(delay.take()).isEqualTo(MediaChunk.NOT_CAPTURED);
    captured(CaptureDelay.LONGEST.negated());
    assertThat(delay.take()).isEqualTo(CaptureDelay.LONGEST.toNanos());
  }

  private void captured(Duration fromNow) {
    delay.captured(ChronoUnit.MICROS.between(Instant.EPOCH, NOW.plus(fromNow)));
  }
}
