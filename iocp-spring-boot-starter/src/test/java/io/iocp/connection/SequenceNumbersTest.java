package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceNumbersTest {

  @Test
  void zeroFollowsTheLargestNumber() {
    assertThat(SequenceNumbers.after(0)).isEqualTo(1);
    assertThat(SequenceNumbers.after(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void advancingGoesAroundInBothDirections() {
    assertThat(SequenceNumbers.advance(Integer.MAX_VALUE - 1, 5)).isEqualTo(3);
    assertThat(SequenceNumbers.advance(3, -5)).isEqualTo(Integer.MAX_VALUE - 1);
    assertThat(SequenceNumbers.advance(7, 0)).isEqualTo(7);
  }
}
