package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.relay.RenditionPolicy.Advice;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenditionPolicyTest {

  private static final Duration MAX_DELAY = Duration.ofMillis(1500);
  private static final Duration NOTHING = Duration.ZERO;

  private long nowNanos = 42;
  private final RenditionPolicy policy = new RenditionPolicy(MAX_DELAY, nowNanos);

  private Advice second(Duration delay, boolean behind) {
    nowNanos += Duration.ofSeconds(1).toNanos();
    return policy.tick(delay.toNanos(), behind, nowNanos);
  }

  /** Seconds until a viewer that is not behind is to move up. */
  private int secondsUntilUp() {
    int seconds = 1;
    while (second(NOTHING, false) != Advice.UP) {
      seconds++;
    }
    return seconds;
  }

  @Test
  void whoIsNotBehindIsToMoveUpAfterAWhile() {
    assertThat(secondsUntilUp()).isEqualTo((int) RenditionPolicy.SHORTEST_PATIENCE.toSeconds());
  }

  @Test
  void halfOfTheDelayTwiceInARowIsTooMuch() {
    assertThat(second(Duration.ofMillis(800), false)).isEqualTo(Advice.STAY);
    assertThat(second(NOTHING, false)).isEqualTo(Advice.STAY);
    assertThat(second(Duration.ofMillis(800), false)).isEqualTo(Advice.STAY);
    assertThat(second(Duration.ofMillis(800), false)).isEqualTo(Advice.DOWN);
  }

  @Test
  void whoIsBehindIsNotToMoveUp() {
    for (int i = 0; i < 20; i++) {
      assertThat(second(NOTHING, true)).isNotEqualTo(Advice.UP);
    }
  }

  @Test
  void anAscentThatFailsMakesTheNextOneWaitTwiceAsLong() {
    int first = secondsUntilUp();
    policy.movedUp(nowNanos);
    second(NOTHING, true);
    policy.movedDown(nowNanos);

    int next = secondsUntilUp();
    assertThat(next).isEqualTo(2 * first);
    for (int i = 0; i < 10; i++) {
      policy.movedUp(nowNanos);
      policy.movedDown(nowNanos);
    }
    assertThat(secondsUntilUp()).isEqualTo((int) RenditionPolicy.LONGEST_PATIENCE.toSeconds());
  }

  @Test
  void anAscentThatLastsIsForgotten() {
    policy.movedUp(nowNanos);
    policy.movedDown(nowNanos);
    policy.movedUp(nowNanos);
    for (int i = 0; i < RenditionPolicy.PROBATION.toSeconds() + 1; i++) {
      second(NOTHING, false);
    }
    policy.movedDown(nowNanos);

    assertThat(secondsUntilUp()).isEqualTo((int) RenditionPolicy.SHORTEST_PATIENCE.toSeconds());
  }
}
