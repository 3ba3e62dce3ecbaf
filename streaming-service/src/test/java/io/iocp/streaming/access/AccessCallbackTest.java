package io.iocp.streaming.access;

import static io.iocp.streaming.access.CallbackServer.answering;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.access.LoginAttempts;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server that is asked, which answers well, badly or not at all. */
@Timeout(60)
class AccessCallbackTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final CallbackServer server = new CallbackServer(answering("{\"allow\":true}"));
  private long nanos;
  private @Nullable AccessCallback callback;

  @AfterEach
  void closeServer() throws IOException {
    server.close();
  }

  private TestedControl asking(Duration timeout, Duration cache, int maxWaiting) {
    AccessCallback asked =
        new AccessCallback(
            new CallbackOptions(server.url("/may"), timeout, cache, maxWaiting),
            () -> nanos,
            () -> TestedControl.START);
    callback = asked;
    return new TestedControl(AccessMode.RULES, TestedControl.RULES, asked);
  }

  private long count(CallbackCounter counter) {
    return callback == null ? 0 : callback.counters().count(counter);
  }

  @Test
  void whatNoRulePermitsIsAskedWithAllThatIsKnown() {
    TestedControl tested = asking(LONG, Duration.ZERO, 10);
    AccessDecision decision =
        tested.control.decide(
            new AccessRequest(
                Action.WATCH, "hall", Credentials.NONE, TestedControl.HERE, "a=b&key=\"x"));

    assertThat(decision).isInstanceOf(Granted.class);
    assertThat(((Granted) decision).grant().right()).isEqualTo("access callback");
    assertThat(server.heads().get(0)).startsWith("POST /may HTTP/1.1\r\n");
    assertThat(server.bodies())
        .containsExactly(
            "{\"action\":\"watch\",\"name\":\"hall\",\"address\":\"192.0.2.1\","
                + "\"query\":\"a=b&key=\\\"x\",\"identity\":\"anonymous\",\"roles\":[]}");
  }

  @Test
  void whatARulePermitsIsNotAsked() {
    TestedControl tested = asking(LONG, Duration.ZERO, 10);

    assertThat(tested.status(Action.WATCH, "public-1", Credentials.NONE)).isEqualTo(200);
    assertThat(tested.status(Action.PUBLISH, "cam-1", Credentials.token(TestedControl.CAMERA)))
        .isEqualTo(200);
    assertThat(tested.status(Action.WATCH, "..", Credentials.NONE)).isEqualTo(400);
    assertThat(tested.status(Action.WATCH, "hall", Credentials.ticket("unknown"))).isEqualTo(401);
    assertThat(server.bodies()).isEmpty();
  }

  @Test
  void whoIsKnownHereIsNamedWithoutSecretsAndWhoIsNotWithWhatTheySent() {
    TestedControl tested = asking(LONG, Duration.ZERO, 10);
    tested.decide(Action.PUBLISH, "hall", Credentials.token(TestedControl.CAMERA));
    tested.decide(Action.PUBLISH, "hall", Credentials.password("bert", "secret of bert"));
    tested.decide(Action.PUBLISH, "hall", Credentials.password("carl", "his password"));
    tested.decide(Action.PUBLISH, "hall", Credentials.token("theirs"));

    assertThat(server.bodies().get(0))
        .contains("\"identity\":\"token:camera\"")
        .doesNotContain(TestedControl.CAMERA);
    assertThat(server.bodies().get(1))
        .contains("\"identity\":\"user:bert\",\"roles\":[\"staff\"]")
        .doesNotContain("secret of bert");
    assertThat(server.bodies().get(2))
        .contains("\"identity\":\"anonymous\"", "\"user\":\"carl\",\"password\":\"his password\"");
    assertThat(server.bodies().get(3)).contains("\"token\":\"theirs\"");
  }

  @Test
  void whoIsDeniedHearsTheReasonInOneLine() {
    server.behave(answering("{\"allow\":false,\"reason\":\"pay\\r\\nfirst\\u202e\"}"));
    TestedControl tested = asking(LONG, Duration.ZERO, 10);

    Denied unknown = (Denied) tested.decide(Action.WATCH, "hall", Credentials.NONE);
    Denied known =
        (Denied) tested.decide(Action.PUBLISH, "hall", Credentials.token(TestedControl.CAMERA));

    assertThat(unknown.httpStatus()).isEqualTo(401);
    assertThat(unknown.reason()).isEqualTo("payfirst");
    assertThat(known.httpStatus()).isEqualTo(403);
    assertThat(tested.control.counters().count(AccessCounter.REFUSED_CALLBACK)).isEqualTo(2);
    assertThat(count(CallbackCounter.DENIED)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aStatusOfRefusalDenies(int status) {
    server.behave(answering(status, "{\"allow\":true}"));
    TestedControl tested = asking(LONG, Duration.ZERO, 10);

    assertThat(tested.status(Action.WATCH, "hall", Credentials.NONE)).isEqualTo(401);
    assertThat(count(CallbackCounter.DENIED)).isEqualTo(1);
  }

  @Test
  void whoGuessesTokensOfTheCallbackIsSlowedDown() {
    server.behave(answering("{\"allow\":false}"));
    TestedControl tested = asking(LONG, Duration.ZERO, 10);
    for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
      assertThat(tested.status(Action.WATCH, "hall", Credentials.token("guess" + i)))
          .isEqualTo(401);
    }

    assertThat(tested.status(Action.WATCH, "hall", Credentials.token("more"))).isEqualTo(429);
    assertThat(server.bodies()).hasSize(LoginAttempts.FREE_FAILURES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yes",
        "true",
        "[true]",
        "{}",
        "{\"allow\":\"true\"}",
        "{\"allow\":1}",
        "{\"allow\":true",
        "{\"allow\":true}{\"allow\":false}",
        "{\"allow\":false,\"allow\":true}",
        "{\"allow\":true,\"reason\":{}}",
        "{\"allow\":true,\"seconds\":-1}",
        "{\"allow\":true,\"seconds\":1e99}",
        "{\"allow\":true,\"seconds\":\"soon\"}",
        "{\"allow\":true,\"names\":\"*\"}",
        "{\"allow\":true,\"names\":[1]}"
      })
  void anAnswerThatIsNotQuiteRightLetsNobodyIn(String answer) {
    server.behave(answering(answer));

    assertNobodyIsLetIn(asking(LONG, Duration.ofMinutes(1), 10));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 302, 307, 400, 404, 500, 503})
  void anotherStatusLetsNobodyInAndNoRedirectIsFollowed(int status) {
    server.behave(
        answering(
            status,
            status == 204 ? "" : "{\"allow\":true}",
            "Location: " + server.url("/elsewhere")));

    assertNobodyIsLetIn(asking(LONG, Duration.ofMinutes(1), 10));
    assertThat(server.heads()).hasSize(1);
  }

  @Test
  void anAnswerWithoutAnEndLetsNobodyIn() {
    server.behave(
        (body, out) -> {
          out.write("HTTP/1.1 200 OK\r\n\r\n{\"allow\":true,\"x\":\"".getBytes(US_ASCII));
          byte[] more = "x".repeat(1000).getBytes(US_ASCII);
          while (true) {
            out.write(more);
          }
        });

    assertNobodyIsLetIn(asking(LONG, Duration.ofMinutes(1), 10));
  }

  @Test
  void aServerThatNeverAnswersLetsNobodyIn() {
    server.behave(CallbackServer.HANGING);

    assertNobodyIsLetIn(asking(SHORT, Duration.ofMinutes(1), 10));
  }

  @Test
  void aServerThatNeverEndsItsAnswerLetsNobodyIn() {
    server.behave(
        (body, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"allow\":true}".getBytes(US_ASCII));
          out.flush();
          CallbackServer.HANGING.respond(body, out);
        });

    assertNobodyIsLetIn(asking(SHORT, Duration.ofMinutes(1), 10));
  }

  @Test
  void aServerThatHangsUpOrIsNotThereLetsNobodyIn() throws IOException {
    server.behave((body, out) -> out.write("HTTP/1.1 2".getBytes(US_ASCII)));
    assertNobodyIsLetIn(asking(LONG, Duration.ofMinutes(1), 10));

    TestedControl tested = asking(LONG, Duration.ofMinutes(1), 10);
    server.close();
    assertNobodyIsLetIn(tested);
  }

  private void assertNobodyIsLetIn(TestedControl tested) {
    Denied denied = (Denied) tested.decide(Action.WATCH, "hall", Credentials.NONE);

    assertThat(denied.httpStatus()).isEqualTo(503);
    assertThat(denied.reason()).isEqualTo("access cannot be checked at the moment");
    assertThat(count(CallbackCounter.FAILED)).isEqualTo(1);
    assertThat(callback == null ? -1 : callback.waiting()).isZero();
    // And it is asked again, once it may have recovered.
    assertThat(tested.status(Action.WATCH, "public-1", Credentials.NONE)).isEqualTo(200);
  }

  @Test
  void anAnswerIsGoodForAWhileForTheSameQuestionOnly() {
    TestedControl tested = asking(LONG, Duration.ofSeconds(10), 10);
    tested.decide(Action.WATCH, "hall", Credentials.NONE);
    tested.decide(Action.WATCH, "hall", Credentials.NONE);
    assertThat(server.bodies()).hasSize(1);
    assertThat(count(CallbackCounter.CACHED)).isEqualTo(1);

    tested.control.decide(
        new AccessRequest(Action.WATCH, "hall", Credentials.NONE, TestedControl.ELSEWHERE));
    tested.decide(Action.WATCH, "hall", Credentials.token("theirs"));
    tested.decide(Action.PUBLISH, "hall", Credentials.NONE);
    assertThat(server.bodies()).hasSize(4);

    nanos += Duration.ofSeconds(10).toNanos();
    tested.decide(Action.WATCH, "hall", Credentials.NONE);
    assertThat(server.bodies()).hasSize(5);
  }

  @Test
  void afterAFailureItIsAskedAgain() {
    server.behave(answering(500, ""));
    TestedControl tested = asking(LONG, Duration.ofMinutes(1), 10);
    assertThat(tested.status(Action.WATCH, "hall", Credentials.NONE)).isEqualTo(503);
    server.behave(answering("{\"allow\":true}"));

    assertThat(tested.status(Action.WATCH, "hall", Credentials.NONE)).isEqualTo(200);
  }

  @Test
  void noMoreThanSoManyWaitAndTheOthersAreRefusedAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    server.behave(
        (body, out) -> {
          go.await();
          answering("{\"allow\":true}").respond(body, out);
        });
    TestedControl tested = asking(LONG, Duration.ZERO, 2);
    BlockingQueue<AccessDecision> decisions = new LinkedBlockingQueue<>();
    for (int i = 0; i < 3; i++) {
      // Asking itself takes no time: this thread goes on.
      tested.control.decide(
          new AccessRequest(Action.WATCH, "hall", Credentials.NONE, TestedControl.HERE, "" + i),
          job -> false,
          decisions::add);
    }

    assertThat(decisions).hasSize(1);
    assertThat(TestedControl.status(decisions.remove())).isEqualTo(503);
    assertThat(count(CallbackCounter.REFUSED_BUSY)).isEqualTo(1);
    go.countDown();
    for (int i = 0; i < 2; i++) {
      AccessDecision decision = decisions.poll(60, TimeUnit.SECONDS);
      assertThat(decision).isInstanceOf(Granted.class);
    }
  }

  @Test
  void theCallbackSaysWhoItIsAndForHowLong() {
    server.behave(answering("{\"allow\":true,\"user\":\"dora\",\"seconds\":60}"));
    Granted granted =
        (Granted)
            asking(LONG, Duration.ZERO, 10).decide(Action.WATCH, "hall", Credentials.token("t"));

    assertThat(granted.grant().caller().identity()).isEqualTo("callback:dora");
    assertThat(granted.grant().until()).isEqualTo(TestedControl.START.plusSeconds(60));
  }

  @Test
  void aTicketIsForWhatTheCallbackAllowed() throws Exception {
    TestedControl tested = asking(LONG, Duration.ZERO, 10);
    Credentials ticket =
        Credentials.ticket(tested.ticket(Action.WATCH, "hall", Credentials.token("theirs")));
    server.behave(answering("{\"allow\":false}"));

    assertThat(tested.status(Action.WATCH, "lobby-2", ticket)).isEqualTo(401);
    assertThat(tested.status(Action.WATCH, "hall", ticket)).isEqualTo(200);
    assertThat(tested.status(Action.WATCH, "hall", ticket)).isEqualTo(401);
  }

  @Test
  void theListIsAskedForOnceAndMadeOfRulesAndNamesOfTheAnswer() {
    server.behave(answering("{\"allow\":true,\"names\":[\"hall-*\"]}"));
    AccessControl.Listing listing =
        asking(LONG, Duration.ZERO, 10).control.listing(Credentials.NONE, TestedControl.HERE);
    List<String> listed = new ArrayList<>(List.of("hall-1", "public-1", "cam-1"));
    listed.removeIf(listing.names().negate());

    assertThat(listed).containsExactly("hall-1", "public-1");
    assertThat(server.bodies()).hasSize(1);
    assertThat(server.bodies().get(0)).contains("\"action\":\"list\",\"name\":\"*\"");
  }

  @Test
  void whenTheListCannotBeAskedForRulesCountAndItIsSaid() {
    server.behave(answering(500, ""));
    AccessControl.Listing listing =
        asking(LONG, Duration.ZERO, 10).control.listing(Credentials.NONE, TestedControl.HERE);

    assertThat(listing.names().test("public-1")).isTrue();
    assertThat(listing.names().test("hall")).isFalse();
    assertThat(listing.denied()).isNotNull();
  }

  @Test
  void optionsAreCheckedWithoutShowingTheAddress() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CallbackOptions(URI.create("ftp://u:secret@host/"), LONG, Duration.ZERO, 1))
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallbackOptions(server.url("/"), Duration.ZERO, Duration.ZERO, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CallbackOptions(server.url("/"), LONG, Duration.ZERO, 0));
  }
}
