package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewersRateTest {

  private static final int LIMIT = 1000;
  private static final long EXPECTED = 50_000; // 400 kbit/s

  private final ViewersRate rate = new ViewersRate();

  private void pass(int seconds, long bytesEach) {
    for (int i = 0; i < seconds; i++) {
      rate.add(bytesEach);
      rate.tick();
    }
  }

  @Test
  void whoComesCountsAtOnceWithWhatIsExpected() {
    assertThat(rate.expect(EXPECTED, LIMIT)).isNotNull();
    assertThat(rate.expect(EXPECTED, LIMIT)).isNotNull();
    assertThat(rate.kilobitsPerSecond()).isEqualTo(800);
    assertThat(rate.expect(EXPECTED, LIMIT)).isNull();
    assertThat(rate.kilobitsPerSecond()).isEqualTo(800);
  }

  @Test
  void whatIsReallySentTakesThePlaceOfWhatWasExpected() {
    rate.expect(EXPECTED, LIMIT);
    pass(4, EXPECTED);
    assertThat(rate.kilobitsPerSecond()).isEqualTo(400);
    pass(ViewersRate.SECONDS, 0);
    assertThat(rate.kilobitsPerSecond()).isZero();
  }

  @Test
  void whoHasGoneIsNotExpectedAnyMore() {
    ViewersRate.Expected early = Objects.requireNonNull(rate.expect(EXPECTED, LIMIT));
    pass(4, EXPECTED);
    ViewersRate.Expected late = Objects.requireNonNull(rate.expect(EXPECTED, LIMIT));
    rate.forget(late);
    assertThat(rate.kilobitsPerSecond()).isEqualTo(400);
    rate.forget(early);
    assertThat(rate.kilobitsPerSecond()).isEqualTo(160);
    pass(2 * ViewersRate.SECONDS, 0);
    rate.forget(early);
    assertThat(rate.kilobitsPerSecond()).isZero();
  }

  @Test
  void aViewerBeyondTheRuleIsRefusedInWordsAndThoseWhoWatchStay() {
    TestedControl tested =
        new TestedControl(
            AccessMode.RULES,
            List.of(
                new AccessRule(
                    "anonymous",
                    Set.of(Action.WATCH),
                    List.of("*"),
                    new AccessRule.Limits(null, null, null, LIMIT, null))));
    RunningSessions sessions = tested.sessions();
    tested.bytesPerSecond = EXPECTED;
    assertThat(begin(tested, sessions, 1)).isInstanceOf(RunningSession.class);
    RunningSession second = (RunningSession) begin(tested, sessions, 2);
    assertThat(begin(tested, sessions, 3))
        .isEqualTo(
            new RunningSessions.NoPlace(
                503, "the rule's maximum of 1000 kbit/s for all viewers together is reached"));
    assertThat(tested.control.counters().count(AccessCounter.REFUSED_VIEWERS_BIT_RATE))
        .isEqualTo(1);

    for (int i = 1; i <= ViewersRate.SECONDS; i++) {
      tested.sent.put(1L, i * EXPECTED);
      tested.sent.put(2L, i * EXPECTED);
      sessions.tick();
    }
    assertThat(sessions.size()).isEqualTo(2);
    assertThat(begin(tested, sessions, 3)).isInstanceOf(RunningSessions.NoPlace.class);
    second.close();
    for (int i = 0; i < ViewersRate.SECONDS; i++) {
      sessions.tick();
    }
    assertThat(begin(tested, sessions, 3)).isInstanceOf(RunningSession.class);
  }

  private static RunningSessions.Begun begin(
      TestedControl tested, RunningSessions sessions, long client) {
    AccessDecision decision = tested.decide(Action.WATCH, "hall", Credentials.NONE);
    return sessions.begin(
        client, ((AccessDecision.Granted) decision).grant(), (code, reason) -> {});
  }
}
