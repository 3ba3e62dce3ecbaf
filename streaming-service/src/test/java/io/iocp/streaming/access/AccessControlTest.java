package io.iocp.streaming.access;

import static io.iocp.streaming.access.TestedControl.CAMERA;
import static io.iocp.streaming.access.TestedControl.CAMERA_BEFORE;
import static io.iocp.streaming.access.TestedControl.ELSEWHERE;
import static io.iocp.streaming.access.TestedControl.HERE;
import static io.iocp.streaming.access.TestedControl.JWT_OF_ANNA;
import static io.iocp.streaming.access.TestedControl.SCREEN;
import static io.iocp.streaming.access.TestedControl.UNREACHABLE_ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.access.AddressRange;
import io.iocp.access.LoginAttempts;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AccessControlTest {

  private final TestedControl tested = new TestedControl();

  private static Credentials named(String who) {
    return switch (who) {
      case "nobody" -> Credentials.NONE;
      case "camera" -> Credentials.token(CAMERA);
      case "camera before" -> Credentials.token(CAMERA_BEFORE);
      case "screen" -> Credentials.token(SCREEN);
      case "wrong token" -> Credentials.token("guess");
      case "hash as token" -> Credentials.token(TestedControl.hash(CAMERA));
      case "anna" -> Credentials.password("anna", "secret of anna");
      case "bert" -> Credentials.password("bert", "secret of bert");
      case "wrong password" -> Credentials.password("anna", "secret of bert");
      case "anna's jwt" -> Credentials.token(JWT_OF_ANNA);
      case "expired jwt" -> Credentials.token(TestedControl.EXPIRED_JWT);
      case "unknown ticket" -> Credentials.ticket("guess");
      case "token as ticket" -> Credentials.ticket(CAMERA);
      default -> Credentials.of("Digest of-no-use", List.of(), null, false);
    };
  }

  @ParameterizedTest(name = "{2} {0} {1}: {3}")
  @CsvSource({
    // What lets in, and what does not.
    "PUBLISH, cam-1, nobody, 401",
    "PUBLISH, cam-1, camera, 200",
    "PUBLISH, cam-1, camera before, 200",
    "PUBLISH, cam-1, screen, 403",
    "PUBLISH, cam-1, wrong token, 401",
    "PUBLISH, cam-1, hash as token, 401",
    "PUBLISH, cam-1, anna, 403",
    "PUBLISH, cam-1, wrong password, 401",
    "PUBLISH, cam-1, anna's jwt, 403",
    "PUBLISH, cam-1, expired jwt, 401",
    "PUBLISH, cam-1, unknown ticket, 401",
    "PUBLISH, cam-1, token as ticket, 401",
    "PUBLISH, cam-1, another scheme, 401",
    "PUBLISH, hall, camera, 403",
    "PUBLISH, hall, screen, 200",
    "PUBLISH, anna-1, anna's jwt, 200",
    "PUBLISH, anna-1, anna, 403",
    "PUBLISH, public-1, nobody, 401",
    "WATCH, hall, nobody, 401",
    "WATCH, hall, camera, 403",
    "WATCH, hall, screen, 200",
    "WATCH, hall, anna, 200",
    "WATCH, hall, anna's jwt, 200",
    "WATCH, hall, bert, 403",
    "WATCH, hall, wrong token, 401",
    "WATCH, public-1, nobody, 200",
    "WATCH, public-1, camera, 200",
    "WATCH, public-1, wrong token, 401",
    "WATCH, lobby, nobody, 401",
    "WATCH, lobby, camera, 200",
    "WATCH, lobby, bert, 200",
    "LIST, hall, nobody, 401",
    "LIST, hall, bert, 200",
    "LIST, hall, anna, 403",
    "FILES, report.pdf, nobody, 401",
    "FILES, report.pdf, anna, 200",
    "FILES, report.pdf, camera, 403",
    "FILES, *, anna, 403",
    "FILES, *, nobody, 401",
    "FILES, public-1, nobody, 200",
    // Names that look like others.
    "PUBLISH, CAM-1, camera, 403",
    "PUBLISH, cam, camera, 403",
    "PUBLISH, xcam-1, camera, 403",
    "PUBLISH, cam-%31, camera, 400",
    "PUBLISH, cam-1%2F..%2Fhall, camera, 400",
    "PUBLISH, .cam-1, camera, 400",
    "PUBLISH, ..hall, screen, 400",
    "PUBLISH, hall., screen, 403",
    "PUBLISH, Hall, screen, 403",
    "WATCH, *, bert, 400",
    "WATCH, public-1%00, nobody, 400",
    "FILES, ../report.pdf, anna, 400",
    "FILES, report.pdf., anna, 400",
    "FILES, REPORT.PDF, anna, 403",
    "FILES, public-1/../report.pdf, nobody, 400",
  })
  void theFirstRuleThatIsForItDecides(Action action, String name, String who, int status) {
    assertThat(tested.status(action, name, named(who))).isEqualTo(status);
    assertThat(
            TestedControl.status(
                tested.control.look(new AccessRequest(action, name, named(who), HERE))))
        .as("what is said of it")
        .isEqualTo(status);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void withoutRulesNobodyMayAnything(Action action) {
    TestedControl none = new TestedControl(AccessMode.RULES, List.of());
    assertThat(none.status(action, "cam-1", Credentials.NONE)).isEqualTo(401);
    assertThat(none.status(action, "cam-1", named("camera"))).isEqualTo(403);
    assertThat(none.status(action, "cam-1", named("anna"))).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void openAsksNobodyWhoTheyAreAndClosedNeither(Action action) {
    TestedControl open = new TestedControl(AccessMode.OPEN, List.of());
    TestedControl closed = new TestedControl(AccessMode.CLOSED, List.of());
    for (String who : List.of("nobody", "camera", "wrong token", "wrong password")) {
      assertThat(open.status(action, "cam-1", named(who))).isEqualTo(200);
      assertThat(open.status(action, "/", named(who))).isEqualTo(400);
      assertThat(closed.status(action, "cam-1", named(who))).isEqualTo(403);
      assertThat(closed.status(action, "/", named(who))).isEqualTo(403);
      assertThat(open.control.mayTakeLong(named(who))).isFalse();
    }
  }

  @Test
  void passwordsAndJwtsMayTakeLongAndTokensDoNot() {
    assertThat(tested.control.mayTakeLong(named("anna"))).isTrue();
    assertThat(tested.control.mayTakeLong(named("anna's jwt"))).isTrue();
    assertThat(tested.control.mayTakeLong(named("camera"))).isFalse();
    assertThat(tested.control.mayTakeLong(named("unknown ticket"))).isFalse();
    assertThat(tested.control.mayTakeLong(Credentials.NONE)).isFalse();
  }

  @Test
  void whatCannotBeCheckedNowIsNotWrong() {
    assertThat(tested.status(Action.WATCH, "hall", Credentials.token(UNREACHABLE_ISSUER)))
        .isEqualTo(503);
  }

  @Test
  void aTicketLetsOneSessionIn() throws Exception {
    Credentials ticket = Credentials.ticket(tested.ticket(Action.WATCH, "hall", named("anna")));

    assertThat(tested.status(Action.WATCH, "hall", ticket)).isEqualTo(200);
    assertThat(tested.status(Action.WATCH, "hall", ticket)).as("used twice").isEqualTo(401);
  }

  @Test
  void aTicketOfManyRequestsIsItsFirstUsersForAsLongAsTheyGoOn() throws Exception {
    Credentials ticket =
        Credentials.ticket(tested.ticket(Action.WATCH, "hall", named("anna"))).ofManyRequests();

    for (int i = 0; i < 20; i++) {
      assertThat(tested.status(Action.WATCH, "hall", ticket)).isEqualTo(200);
      tested.now = tested.now.plusSeconds(50);
    }
    AccessRequest elsewhere = new AccessRequest(Action.WATCH, "hall", ticket, ELSEWHERE);
    assertThat(tested.control.decide(elsewhere)).isInstanceOf(AccessDecision.Denied.class);
    tested.now = tested.now.plusSeconds(20);
    assertThat(tested.status(Action.WATCH, "hall", ticket)).as("after a pause").isEqualTo(401);
  }

  @Test
  void aTicketIsForItsActionAndNameOnly() throws Exception {
    Credentials ticket = Credentials.ticket(tested.ticket(Action.WATCH, "hall", named("screen")));

    assertThat(tested.status(Action.PUBLISH, "hall", ticket)).isEqualTo(401);
    assertThat(tested.status(Action.WATCH, "lobby", ticket)).isEqualTo(401);
    assertThat(tested.status(Action.WATCH, "HALL", ticket)).isEqualTo(401);
    assertThat(tested.status(Action.WATCH, "hall", ticket)).as("a mistake").isEqualTo(200);
  }

  @Test
  void lookingDoesNotUseATicketUp() throws Exception {
    Credentials ticket = Credentials.ticket(tested.ticket(Action.WATCH, "hall", named("anna")));
    AccessRequest request = new AccessRequest(Action.WATCH, "hall", ticket, HERE);

    assertThat(tested.control.look(request)).isInstanceOf(Granted.class);
    assertThat(tested.control.decide(request)).isInstanceOf(Granted.class);
    assertThat(tested.control.look(request)).isInstanceOf(Denied.class);
  }

  @Test
  void aTicketExpires() throws Exception {
    Credentials ticket = Credentials.ticket(tested.ticket(Action.WATCH, "hall", named("anna")));

    tested.pass(Duration.ofSeconds(60));

    assertThat(tested.status(Action.WATCH, "hall", ticket)).isEqualTo(401);
  }

  @Test
  void aTicketOfOneAddressIsNoGoodFromAnother() throws Exception {
    Tickets.Issued issued =
        Objects.requireNonNull(
            tested.control.issueTicket(
                new AccessRequest(Action.WATCH, "hall", named("anna"), ELSEWHERE),
                AddressRange.of(HERE),
                Duration.ofMinutes(1)));
    Credentials ticket = Credentials.ticket(issued.ticket());

    assertThat(tested.control.decide(new AccessRequest(Action.WATCH, "hall", ticket, ELSEWHERE)))
        .isInstanceOf(Denied.class);
    assertThat(tested.control.decide(new AccessRequest(Action.WATCH, "hall", ticket, HERE)))
        .isInstanceOf(Granted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "nobody, hall, 401",
    "wrong token, hall, 401",
    "camera, hall, 403",
    "anna, .hall, 400",
    "nobody, public-1, 401",
  })
  void aTicketIsOnlyForWhoMayDoWhatItIsFor(String who, String name, int status) {
    assertThatThrownBy(() -> tested.ticket(Action.WATCH, name, named(who)))
        .isInstanceOfSatisfying(
            AccessControl.TicketDenied.class,
            refused -> assertThat(refused.denied().httpStatus()).isEqualTo(status));
  }

  @Test
  void aTicketBuysNoTicket() throws Exception {
    Credentials ticket = Credentials.ticket(tested.ticket(Action.WATCH, "hall", named("anna")));

    assertThatThrownBy(() -> tested.ticket(Action.WATCH, "hall", ticket))
        .isInstanceOf(AccessControl.TicketDenied.class);
  }

  @Test
  void noMoreTicketsAreKeptThanMayBe() throws Exception {
    for (int i = 0; i < Tickets.MAX_TICKETS; i++) {
      tested.ticket(Action.WATCH, "hall", named("screen"));
    }
    assertThatThrownBy(() -> tested.ticket(Action.WATCH, "hall", named("screen")))
        .hasMessage("no more tickets");

    tested.pass(Duration.ofMinutes(1));

    assertThat(tested.ticket(Action.WATCH, "hall", named("screen"))).hasSize(43);
  }

  @Test
  void onlyWhatOneMayWatchOrListIsListed() {
    assertThat(listed("nobody")).containsExactly("public-1");
    assertThat(listed("anna")).containsExactly("hall", "lobby", "public-1");
    assertThat(listed("bert")).containsExactly("cam-1", "hall", "lobby", "public-1");
    assertThat(listed("anna's jwt")).containsExactly("hall", "lobby", "public-1");
    assertThat(listed("unknown ticket")).as("as nobody").containsExactly("public-1");
    assertThat(listed("wrong token")).isEmpty();
    assertThat(tested.control.listing(named("wrong token"), HERE).denied()).isNotNull();
  }

  private List<String> listed(String who) {
    return List.of("cam-1", "hall", "lobby", "public-1").stream()
        .filter(tested.control.listing(named(who), HERE).names())
        .toList();
  }

  @Test
  void anAccountThatManyAddressesTryIsSlowedDownButForItsOwner() {
    Credentials right = Credentials.password("anna", "secret of anna");
    assertThat(tested.status(Action.WATCH, "hall", right)).isEqualTo(200);
    for (int i = 0; i < LoginAttempts.FREE_FAILURES_OF_ACCOUNT; i++) {
      Credentials guess = Credentials.password("anna", "guess" + i);
      tested.control.decide(
          new AccessRequest(Action.WATCH, "hall", guess, TestedControl.address(203, 0, 113, i)));
    }
    AccessDecision elsewhere =
        tested.control.decide(new AccessRequest(Action.WATCH, "hall", right, ELSEWHERE));
    assertThat(elsewhere).isInstanceOf(Denied.class);
    assertThat(((Denied) elsewhere).httpStatus()).isEqualTo(429);
    assertThat(tested.status(Action.WATCH, "hall", right)).isEqualTo(200);
    assertThat(tested.control.attempts().refusals()).isEqualTo(1);
  }

  @Test
  void whoFailsOftenHasToWaitLongerEachTime() {
    int guess = 0;
    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
        assertThat(tested.status(Action.WATCH, "hall", Credentials.token("guess" + guess++)))
            .isEqualTo(401);
      }
      Denied denied = (Denied) tested.decide(Action.WATCH, "hall", named("screen"));
      assertThat(denied.httpStatus()).as("a right token, too").isEqualTo(429);
      assertThat(denied.retryAfterSeconds()).isEqualTo(seconds);
      assertThat(tested.status(Action.WATCH, "public-1", Credentials.NONE))
          .as("nobody guesses who says nothing")
          .isEqualTo(200);
      assertThat(
              tested.control.decide(
                  new AccessRequest(Action.WATCH, "hall", named("screen"), ELSEWHERE)))
          .isInstanceOf(Granted.class);
      tested.pass(Duration.ofSeconds(seconds));
      assertThat(tested.status(Action.WATCH, "hall", named("screen"))).isEqualTo(200);
    }
  }

  @Test
  void theSameMistakeAgainIsNoGuess() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(tested.status(Action.WATCH, "hall", named("wrong token"))).isEqualTo(401);
    }
  }

  @Test
  void aFewFailuresAMinuteAreForgiven() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(tested.status(Action.WATCH, "hall", Credentials.token("guess" + i)))
          .isEqualTo(401);
      tested.pass(Duration.ofSeconds(7));
    }
  }

  @Test
  void aRefusalTellsNothingOfTheNameAndIsCounted() {
    Denied some = (Denied) tested.decide(Action.WATCH, "hall", named("camera"));
    Denied other = (Denied) tested.decide(Action.WATCH, "no-such-hall", named("camera"));

    assertThat(some).isEqualTo(other);
    assertThat(tested.control.counters().count(AccessCounter.REFUSED_NOT_ALLOWED)).isEqualTo(2);
  }

  @Test
  void secretsAreNotLoggedAndARefusalOncePerSecondAndCause(CapturedOutput output) {
    List<Credentials> all =
        List.of(
            Credentials.token("secret-of-mine"),
            Credentials.ticket("secret-of-mine"),
            Credentials.password("anna", "secret-of-mine"),
            Credentials.of("secret-of-mine", List.of(), null, false),
            Credentials.of("Basic secret-of-mine", List.of(), null, false),
            Credentials.of(null, List.of("token.secret-of-mine"), null, false),
            Credentials.of(null, List.of(), "ticket=secret-of-mine", false));
    for (Credentials credentials : all) {
      tested.status(Action.WATCH, "hall", credentials);
      assertThat(credentials.toString()).doesNotContain("secret-of-mine");
    }
    tested.status(Action.WATCH, "name\nof\nlines", Credentials.NONE);
    tested.status(Action.WATCH, "hall", Credentials.token(UNREACHABLE_ISSUER));

    assertThat(output).doesNotContain("secret-of-mine", "lines", UNREACHABLE_ISSUER);
    assertThat(output.toString().split("Refused WATCH of hall from 192.0.2.1: REFUSED_CRED", -1))
        .hasSize(2);

    tested.pass(Duration.ofSeconds(1));
    tested.status(Action.WATCH, "hall", all.get(0));

    assertThat(output.toString().split("Refused WATCH of hall from 192.0.2.1: REFUSED_CRED", -1))
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "everybody", "user:", "token", "Anonymous", "group:staff"})
  void aRuleForNobodyKnownIsRefused(String who) {
    assertThatThrownBy(() -> AccessRule.of(who, Set.of(Action.WATCH), "*"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRuleIsForWhoeverComesFromAnAddress() {
    TestedControl byAddress =
        new TestedControl(
            AccessMode.RULES,
            List.of(AccessRule.of("address:192.0.2.0/31", Set.of(Action.PUBLISH), "desk")));
    assertThat(byAddress.status(Action.PUBLISH, "desk", Credentials.NONE)).isEqualTo(200);
    assertThat(byAddress.status(Action.PUBLISH, "desk", Credentials.token(CAMERA))).isEqualTo(200);
    assertThat(byAddress.status(Action.WATCH, "desk", Credentials.NONE)).isEqualTo(401);
    assertThat(
            TestedControl.status(
                byAddress.control.decide(
                    new AccessRequest(Action.PUBLISH, "desk", Credentials.NONE, ELSEWHERE))))
        .isEqualTo(401);
    assertThatThrownBy(() -> AccessRule.of("address:192.0.2", Set.of(Action.WATCH), "*"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
