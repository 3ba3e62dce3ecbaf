package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PongBudgetTest {

  private final PongBudget replies = new PongBudget();

  @Test
  void noMoreThanABoundedNumberWaits() {
    for (int number = 0; number < PongBudget.MOST; number++) {
      assertThat(replies.begin(number, 0)).isTrue();
    }
    assertThat(replies.begin(PongBudget.MOST, 0)).isFalse();
  }

  @Test
  void oneThatHasGoneOutMakesRoomForOne() {
    fill(Integer.MAX_VALUE - 1);
    int next = SequenceNumbers.advance(Integer.MAX_VALUE - 1, PongBudget.MOST);

    assertThat(replies.begin(next, Integer.MAX_VALUE)).as("the first is out").isTrue();
    assertThat(replies.begin(next, Integer.MAX_VALUE)).as("the second is not").isFalse();
    assertThat(replies.begin(next, 1)).as("numbers go around").isTrue();
  }

  private void fill(int from) {
    for (int i = 0; i < PongBudget.MOST; i++) {
      assertThat(replies.begin(SequenceNumbers.advance(from, i), from)).isTrue();
    }
  }
}
