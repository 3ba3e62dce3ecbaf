package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.AccessDecision.Granted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunningSessionsTest {

  private final TestedControl tested =
      new TestedControl(
          AccessMode.RULES,
          List.of(
              new AccessRule(
                  "token:camera",
                  Set.of(Action.PUBLISH, Action.WATCH),
                  List.of("*"),
                  2,
                  1,
                  Duration.ofSeconds(30)),
              AccessRule.of("anonymous", Set.of(Action.WATCH), "*")));
  private final RunningSessions sessions = tested.sessions();
  private final List<Integer> ended = new ArrayList<>();

  @Test
  void aRuleHasPlacesForItsOwnSessionsOnly() {
    RunningSession first = begin(Action.WATCH, Credentials.token(TestedControl.CAMERA));
    begin(Action.WATCH, Credentials.token(TestedControl.CAMERA));

    assertThat(tried(Action.WATCH, Credentials.token(TestedControl.CAMERA))).isFalse();
    assertThat(tried(Action.WATCH, Credentials.NONE)).isTrue();
    assertThat(tried(Action.PUBLISH, Credentials.token(TestedControl.CAMERA))).isTrue();
    assertThat(tried(Action.PUBLISH, Credentials.token(TestedControl.CAMERA))).isFalse();
    assertThat(tested.control.counters().count(AccessCounter.REFUSED_RULE_FULL)).isEqualTo(2);

    first.close();
    first.close();

    assertThat(tried(Action.WATCH, Credentials.token(TestedControl.CAMERA))).isTrue();
    assertThat(tried(Action.WATCH, Credentials.token(TestedControl.CAMERA)))
        .as("one place, however often it is given back")
        .isFalse();
  }

  @Test
  void aSessionEndsOnceWhenItHasLastedAsLongAsItMay() {
    RunningSession session = begin(Action.WATCH, Credentials.token(TestedControl.CAMERA));

    tested.pass(Duration.ofSeconds(29));
    sessions.tick();
    assertThat(ended).isEmpty();

    tested.pass(Duration.ofSeconds(1));
    sessions.tick();
    sessions.tick();
    session.close();
    assertThat(ended).containsExactly(RunningSessions.OVER);
    assertThat(tested.control.counters().count(AccessCounter.ENDED_DURATION)).isEqualTo(1);
  }

  @Test
  void aSessionEndsWithTheTokenThatLetItIn() {
    begin(Action.PUBLISH, "anna-1", Credentials.token(TestedControl.JWT_OF_ANNA));

    tested.pass(Duration.ofSeconds(59));
    sessions.tick();
    assertThat(ended).isEmpty();

    tested.pass(Duration.ofSeconds(1));
    sessions.tick();
    assertThat(ended).containsExactly(RunningSessions.EXPIRED);
  }

  @Test
  void aTicketIsNoWayAroundTheEndOfTheTokenThatBoughtIt() throws Exception {
    String ticket =
        tested.ticket(Action.PUBLISH, "anna-1", Credentials.token(TestedControl.JWT_OF_ANNA));
    tested.pass(Duration.ofSeconds(30));
    begin(Action.PUBLISH, "anna-1", Credentials.ticket(ticket));

    tested.pass(Duration.ofSeconds(30));
    sessions.tick();

    assertThat(ended).containsExactly(RunningSessions.EXPIRED);
  }

  @Test
  void aSessionWithoutAnEndIsNotLookedAt() {
    begin(Action.WATCH, Credentials.NONE);

    tested.pass(Duration.ofDays(10_000));
    sessions.tick();

    assertThat(ended).isEmpty();
  }

  @Test
  void oneThatHasEndedByItselfIsNotEnded() {
    begin(Action.WATCH, Credentials.token(TestedControl.CAMERA)).close();

    tested.pass(Duration.ofMinutes(1));
    sessions.tick();

    assertThat(ended).isEmpty();
  }

  private RunningSession begin(Action action, Credentials credentials) {
    return begin(action, "hall", credentials);
  }

  private RunningSession begin(Action action, String name, Credentials credentials) {
    return Objects.requireNonNull(
        sessions.begin(grant(action, name, credentials), (code, reason) -> ended.add(code)));
  }

  private boolean tried(Action action, Credentials credentials) {
    return sessions.begin(grant(action, "hall", credentials), (code, reason) -> ended.add(code))
        != null;
  }

  private Grant grant(Action action, String name, Credentials credentials) {
    return ((Granted) tested.decide(action, name, credentials)).grant();
  }
}
