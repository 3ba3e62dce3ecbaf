package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepliesTest {

  private final Replies replies = new Replies();

  @Test
  void noMoreThanABoundedNumberWaits() {
    for (int number = 0; number < Replies.MOST; number++) {
      assertThat(replies.begin(number, 0)).isTrue();
    }
    assertThat(replies.begin(Replies.MOST, 0)).isFalse();
  }

  @Test
  void oneThatHasGoneOutMakesRoomForOne() {
    fill(Integer.MAX_VALUE - 1);
    int next = SequenceNumbers.advance(Integer.MAX_VALUE - 1, Replies.MOST);

    assertThat(replies.begin(next, Integer.MAX_VALUE)).as("the first is out").isTrue();
    assertThat(replies.begin(next, Integer.MAX_VALUE)).as("the second is not").isFalse();
    assertThat(replies.begin(next, 1)).as("numbers go around").isTrue();
  }

  private void fill(int from) {
    for (int i = 0; i < Replies.MOST; i++) {
      assertThat(replies.begin(SequenceNumbers.advance(from, i), from)).isTrue();
    }
  }
}
