package io.iocp.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.statistics.Histogram;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTransferTest {

  private final Histogram histogram = new Histogram();
  private final List<Long> handedOver = new ArrayList<>();
  private final HistogramTransfer transfer =
      new HistogramTransfer(histogram::snapshot, handedOver::add);

  @Test
  void eachValueIsHandedOverOnce() {
    histogram.record(3);
    histogram.record(3);
    transfer.run();
    histogram.record(7);
    transfer.run();
    transfer.run();
    assertThat(handedOver).containsExactly(3L, 3L, 7L);
  }

  @Test
  void ofTooManyAnEvenPartIs() {
    for (int i = 0; i < 400_000; i++) {
      histogram.record(i % 4 == 0 ? 9 : 1);
    }
    transfer.run();
    assertThat(handedOver).hasSize(100_000);
    assertThat(handedOver.stream().filter(value -> value == 9)).hasSize(25_000);
  }
}
