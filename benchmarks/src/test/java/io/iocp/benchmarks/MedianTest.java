package io.iocp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {

  @Test
  void oddNumberHasAMiddle() {
    assertThat(Median.of(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
  }

  @Test
  void evenNumberHasTheMeanOfTwo() {
    assertThat(Median.of(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
  }
}
