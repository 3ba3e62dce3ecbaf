package io.iocp.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistogramTest {

  private final Histogram histogram = new Histogram();

  private long recorded(long value) {
    Histogram one = new Histogram();
    one.record(value);
    return one.snapshot().percentile(1);
  }

  @Test
  void valuesUpToFifteenAreExact() {
    for (int value = 0; value < 16; value++) {
      assertThat(recorded(value)).isEqualTo(value);
    }
  }

  @Test
  void aValueIsKnownToAnEighth() {
    for (long value = 1; value > 0; value = value * 3 / 2 + 1) {
      assertThat(recorded(value)).isBetween(value, value + value / 8);
    }
    assertThat(recorded(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void bucketsAreNextToEachOther() {
    for (int i = 1; i < Buckets.COUNT; i++) {
      assertThat(Buckets.index(Buckets.largest(i - 1))).isEqualTo(i - 1);
      assertThat(Buckets.index(Buckets.largest(i - 1) + 1)).isEqualTo(i);
    }
  }

  @Test
  void percentilesCountFromTheSmallest() {
    for (int value = 1; value <= 10; value++) {
      histogram.record(value);
    }
    HistogramSnapshot snapshot = histogram.snapshot();
    assertThat(snapshot.count()).isEqualTo(10);
    assertThat(snapshot.total()).isEqualTo(55);
    assertThat(snapshot.mean()).isEqualTo(5.5);
    assertThat(snapshot.percentile(0)).isEqualTo(1);
    assertThat(snapshot.percentile(0.5)).isEqualTo(5);
    assertThat(snapshot.percentile(0.91)).isEqualTo(10);
    assertThat(snapshot.countUpTo(7)).isEqualTo(7);
    assertThat(snapshot.countUpTo(-1)).isZero();
  }

  @Test
  void nothingRecordedIsZeroEverywhere() {
    assertThat(HistogramSnapshot.EMPTY.percentile(0.99)).isZero();
    assertThat(HistogramSnapshot.EMPTY.mean()).isZero();
  }

  @Test
  void aNegativeValueCountsAsZero() {
    histogram.record(-5);
    assertThat(histogram.snapshot().percentile(1)).isZero();
    assertThat(histogram.snapshot().total()).isZero();
  }

  @Test
  void snapshotsAddUpAndSubtract() {
    histogram.record(3);
    HistogramSnapshot first = histogram.snapshot();
    histogram.record(9);
    HistogramSnapshot both = histogram.snapshot();
    assertThat(both.since(first).count()).isEqualTo(1);
    assertThat(both.since(first).percentile(1)).isEqualTo(9);
    assertThat(both.plus(first).count()).isEqualTo(3);
    assertThat(both.plus(first).total()).isEqualTo(15);
  }
}
