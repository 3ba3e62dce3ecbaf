package io.iocp.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time is a number that the test moves. It starts close to where a clock goes around. */
@Timeout(180)
class TimerWheelTest {

  private static final long TICK = TimerWheel.TICK_NANOS;
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();
  private static final long ONE_TURN = 512 * TICK;

  private final TimerWheel wheel = new TimerWheel(() -> ORIGIN);
  private final List<String> fired = new ArrayList<>();

  private TimerWheel.Timer timer(String name) {
    return timer(() -> fired.add(name));
  }

  private static TimerWheel.Timer timer(Runnable action) {
    return new TimerWheel.Timer() {
      @Override
      public void fired() {
        action.run();
      }
    };
  }

  @Test
  void aTimerFiresWithinATickAfterItsDeadlineAndNeverBefore() {
    Random random = new Random(4711);
    for (int i = 0; i < 1000; i++) {
      TimerWheel single = new TimerWheel(() -> ORIGIN);
      long deadline = ORIGIN + random.nextLong(3 * ONE_TURN);
      AtomicInteger count = new AtomicInteger();
      single.schedule(timer(count::incrementAndGet), deadline);
      long now = ORIGIN;
      while (count.get() == 0) {
        now += random.nextLong(TICK / 3) + 1;
        single.advance(now);
        assertThat(now - deadline >= 0 || count.get() == 0).as("not before").isTrue();
        assertThat(now - deadline).as("not a tick and a step late").isLessThan(TICK + TICK / 3);
      }
    }
  }

  @Test
  void aDeadlineBehindUsFiresWithTheNextTick() {
    wheel.advance(ORIGIN + 10 * TICK);
    wheel.schedule(timer("late"), ORIGIN + 3 * TICK);
    wheel.advance(ORIGIN + 11 * TICK);
    assertThat(fired).containsExactly("late");
  }

  @Test
  void aDeadlineSeveralTurnsAwayWaitsForItsTurn() {
    wheel.schedule(timer("far"), ORIGIN + 3 * ONE_TURN + TICK / 2);
    for (long now = ORIGIN; now - ORIGIN < 3 * ONE_TURN; now += TICK) {
      wheel.advance(now);
    }
    assertThat(fired).isEmpty();
    wheel.advance(ORIGIN + 3 * ONE_TURN + TICK);
    assertThat(fired).containsExactly("far");
  }

  @Test
  void settingATimerAnewForgetsTheOldDeadline() {
    TimerWheel.Timer timer = timer("once");
    wheel.schedule(timer, ORIGIN + 5 * TICK);
    wheel.schedule(timer, ORIGIN + 20 * TICK);
    wheel.advance(ORIGIN + 10 * TICK);
    assertThat(fired).isEmpty();
    wheel.schedule(timer, ORIGIN + 12 * TICK);
    wheel.advance(ORIGIN + 13 * TICK);
    wheel.advance(ORIGIN + 30 * TICK);
    assertThat(fired).containsExactly("once");
  }

  @Test
  void aCancelledTimerDoesNotFire() {
    TimerWheel.Timer first = timer("first");
    TimerWheel.Timer second = timer("second");
    TimerWheel.Timer third = timer("third");
    // All in one slot: taken out of the middle, then the front of its list.
    wheel.schedule(first, ORIGIN + TICK);
    wheel.schedule(second, ORIGIN + TICK);
    wheel.schedule(third, ORIGIN + TICK);
    wheel.cancel(second);
    wheel.cancel(second);
    wheel.cancel(third);
    wheel.advance(ORIGIN + 5 * TICK);
    assertThat(fired).containsExactly("first");
  }

  @Test
  void cancellingWhatWasNeverSetDoesNothing() {
    wheel.cancel(timer("never"));
    wheel.advance(ORIGIN + TICK);
    assertThat(fired).isEmpty();
  }

  @Test
  void afterALongPauseEverythingThatIsDueFiresOnce() {
    for (int i = 1; i <= 2000; i++) {
      wheel.schedule(timer("due"), ORIGIN + i * TICK);
    }
    wheel.schedule(timer("later"), ORIGIN + 20 * ONE_TURN);
    wheel.advance(ORIGIN + 10 * ONE_TURN);
    assertThat(fired).hasSize(2000).containsOnly("due");
    wheel.advance(ORIGIN + 20 * ONE_TURN + TICK);
    assertThat(fired).hasSize(2001).endsWith("later");
  }

  @Test
  void aTimerMaySetItselfAnewWhenItFires() {
    TimerWheel.Timer[] self = new TimerWheel.Timer[1];
    AtomicInteger count = new AtomicInteger();
    self[0] =
        timer(() -> wheel.schedule(self[0], ORIGIN + (count.incrementAndGet() + 1) * 10L * TICK));
    wheel.schedule(self[0], ORIGIN + 10 * TICK);
    for (int tick = 0; tick <= 55; tick++) {
      wheel.advance(ORIGIN + tick * TICK);
    }
    assertThat(count).hasValue(5);
  }

  @Test
  void anotherThreadMaySetTimersWhileSomeAreFiring() {
    TimerWheel.Timer fromElsewhere = timer("from elsewhere");
    wheel.schedule(
        timer(
            () ->
                CompletableFuture.runAsync(() -> wheel.schedule(fromElsewhere, ORIGIN + 3 * TICK))
                    .join()),
        ORIGIN + TICK);
    wheel.advance(ORIGIN + 2 * TICK);
    assertThat(fired).isEmpty();
    wheel.advance(ORIGIN + 4 * TICK);
    assertThat(fired).containsExactly("from elsewhere");
  }

  @Test
  void timersOfManyThreadsAllFireOnce() {
    int threads = 4;
    int each = 5000;
    AtomicInteger count = new AtomicInteger();
    List<CompletableFuture<Void>> setting = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      setting.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  TimerWheel.Timer timer = timer(count::incrementAndGet);
                  wheel.schedule(timer, ORIGIN + (i % 700) * TICK);
                  if (i % 3 == 0) {
                    // Far away, so that it cannot have fired: for the wheel's lists only.
                    TimerWheel.Timer cancelled = timer(() -> count.addAndGet(1_000_000));
                    wheel.schedule(cancelled, ORIGIN + 4000 * TICK);
                    wheel.cancel(cancelled);
                  }
                }
              }));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(setting.toArray(CompletableFuture[]::new));
    long now = ORIGIN;
    while (!all.isDone()) {
      now += now - ORIGIN < 600 * TICK ? TICK : 0;
      wheel.advance(now);
    }
    all.join();
    wheel.advance(ORIGIN + 5000 * TICK);
    assertThat(count).hasValue(threads * each);
  }

  @Test
  void oneThatFailsNeitherFiresAgainNorKeepsOthersFromFiring() {
    wheel.schedule(timer("second"), ORIGIN + TICK);
    wheel.schedule(
        timer(
            () -> {
              fired.add("failing");
              throw new IllegalStateException("on purpose");
            }),
        ORIGIN + TICK);
    assertThatThrownBy(() -> wheel.advance(ORIGIN + 2 * TICK))
        .isInstanceOf(IllegalStateException.class);
    wheel.advance(ORIGIN + 3 * TICK);
    assertThat(fired).containsExactly("failing", "second");
  }
}
