package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.AccessDecision.Granted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
                  new AccessRule.Limits(2, 1, 800, null, Duration.ofSeconds(30))),
              AccessRule.of("anonymous", Set.of(Action.WATCH), "*")));
  private final RunningSessions sessions = tested.sessions();
  private long client;
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
  void aPublisherThatSendsMoreThanItsRuleLetsOverTenSecondsIsClosed() {
    begin(Action.PUBLISH, Credentials.token(TestedControl.CAMERA));
    begin(Action.WATCH, Credentials.token(TestedControl.CAMERA));
    sessions.tick();
    // 100,000 bytes a second are 800 kbit/s; all at once counts like evenly.
    tested.received += 1_000_000;
    for (int second = 1; second <= 12; second++) {
      tested.pass(Duration.ofSeconds(1));
      sessions.tick();
    }
    assertThat(ended).isEmpty();

    tested.received += 1_002_000;
    tested.pass(Duration.ofSeconds(1));
    sessions.tick();
    sessions.tick();
    assertThat(ended).containsExactly(RunningSessions.OVER);
    assertThat(tested.control.counters().count(AccessCounter.ENDED_BIT_RATE)).isEqualTo(1);
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

  private static final AccessRule CAMERA_RULE =
      AccessRule.of("token:camera", Set.of(Action.PUBLISH, Action.WATCH), "*");
  private static final AccessRule PUBLIC = AccessRule.of("anonymous", Set.of(Action.WATCH), "*");

  private StaticTokens tokens(String... ofCamera) {
    return new StaticTokens(
        Map.of("camera", Stream.of(ofCamera).map(TestedControl::hash).toList()));
  }

  @Test
  void whenRulesChangeThoseWhoMayNoLongerAreClosedAndTheOthersStay() {
    AccessAdministration administration = new AccessAdministration(tested.control, sessions);
    begin(Action.PUBLISH, Credentials.token(TestedControl.CAMERA));
    begin(Action.WATCH, Credentials.NONE);

    assertThat(administration.change(List.of(CAMERA_RULE), tokens(TestedControl.CAMERA)))
        .isEqualTo(1);
    assertThat(ended).containsExactly(RunningSessions.OVER);
    assertThat(administration.rules().get(0).publishers()).isEqualTo(1);
    assertThat(administration.sessions(0, null, null, 10)).hasSize(2);
    assertThat(tested.control.counters().count(AccessCounter.ENDED_CHANGED)).isEqualTo(1);
  }

  @Test
  void whenATokenIsTakenAwayThoseWhoCameWithItAreClosedAndNotThoseOfTheNewOne() {
    AccessAdministration administration = new AccessAdministration(tested.control, sessions);
    begin(Action.PUBLISH, Credentials.token(TestedControl.CAMERA));
    begin(Action.WATCH, Credentials.token(TestedControl.CAMERA_BEFORE));

    assertThat(administration.change(List.of(CAMERA_RULE, PUBLIC), tokens(TestedControl.CAMERA)))
        .isEqualTo(1);
    assertThat(ended).containsExactly(RunningSessions.EXPIRED);
    assertThat(tested.status(Action.WATCH, "hall", Credentials.token(TestedControl.CAMERA_BEFORE)))
        .isEqualTo(401);
    assertThat(tested.status(Action.WATCH, "hall", Credentials.token(TestedControl.CAMERA)))
        .isEqualTo(200);
  }

  @Test
  void whoMovesToAnotherRuleTakesAPlaceThereAndGivesTheOtherBack() {
    AccessAdministration administration = new AccessAdministration(tested.control, sessions);
    RunningSession first = begin(Action.WATCH, Credentials.NONE);
    begin(Action.WATCH, Credentials.NONE);
    AccessRule one =
        new AccessRule(
            "anonymous",
            Set.of(Action.WATCH),
            List.of("h*"),
            new AccessRule.Limits(1, null, null, null, null));

    assertThat(administration.change(List.of(one), tokens(TestedControl.CAMERA))).isEqualTo(1);
    assertThat(administration.rules().get(0).viewers()).isEqualTo(1);
    first.close();
    assertThat(administration.rules().get(0).viewers()).isZero();
  }

  @Test
  void aRevokedIdentityTokenOrTicketIsClosedAndStaysOutUntilThatIsTakenBack() throws Exception {
    AccessAdministration administration = new AccessAdministration(tested.control, sessions);
    Credentials jwt = Credentials.token(TestedControl.JWT_OF_ANNA);
    Credentials ticket = Credentials.ticket(tested.ticket(Action.PUBLISH, "anna-2", jwt));
    begin(Action.PUBLISH, "anna-1", jwt);
    begin(Action.PUBLISH, "anna-2", ticket);
    begin(Action.WATCH, Credentials.NONE);
    List<String> keys = administration.sessions(1, null, "anna-2", 1).get(0).keys();
    assertThat(keys).hasSize(3).contains("jwt:1", "user:anna");

    assertThat(administration.revoke(keys.get(1))).as(keys.get(1)).hasValue(1);
    assertThat(administration.revoke("jwt:1")).hasValue(1);
    assertThat(ended).containsOnly(RunningSessions.EXPIRED).hasSize(2);
    assertThat(tested.status(Action.PUBLISH, "anna-1", jwt)).isEqualTo(401);
    assertThat(administration.restore("jwt:1")).isTrue();
    assertThat(administration.restore("jwt:1")).isFalse();
    assertThat(tested.status(Action.PUBLISH, "anna-1", jwt)).isEqualTo(200);
    assertThat(administration.revoke("user:anna")).hasValue(0);
    assertThat(tested.status(Action.PUBLISH, "anna-1", jwt)).isEqualTo(401);
  }

  @Test
  void whatIsRevokedBetweenTheDecisionAndTheBeginningIsClosedAtOnce() {
    AccessAdministration administration = new AccessAdministration(tested.control, sessions);
    Grant decided = grant(Action.WATCH, "hall", Credentials.token(TestedControl.CAMERA));
    administration.revoke("token:camera");

    assertThat(sessions.begin(99, decided, (code, reason) -> ended.add(code)))
        .isInstanceOf(RunningSession.class);
    assertThat(ended).containsExactly(RunningSessions.EXPIRED);
  }

  @Test
  void oneSessionIsClosedAlone() {
    AccessAdministration administration = new AccessAdministration(tested.control, sessions);
    begin(Action.WATCH, Credentials.NONE);
    RunningSession second = begin(Action.WATCH, Credentials.NONE);

    assertThat(administration.end(second.id(), "goodbye")).isTrue();
    assertThat(ended).containsExactly(RunningSessions.OVER);
    assertThat(administration.end(4711, "goodbye")).isFalse();
  }

  private RunningSession begin(Action action, Credentials credentials) {
    return begin(action, "hall", credentials);
  }

  private RunningSession begin(Action action, String name, Credentials credentials) {
    return (RunningSession)
        sessions.begin(
            ++client, grant(action, name, credentials), (code, reason) -> ended.add(code));
  }

  private boolean tried(Action action, Credentials credentials) {
    return sessions.begin(
            ++client, grant(action, "hall", credentials), (code, reason) -> ended.add(code))
        instanceof RunningSession;
  }

  private Grant grant(Action action, String name, Credentials credentials) {
    return ((Granted) tested.decide(action, name, credentials)).grant();
  }
}
