package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.access.LoginAttempts;
import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.HandshakeDecision;
import io.iocp.websocket.HandshakeDecision.Accept;
import io.iocp.websocket.HandshakeDecision.Refuse;
import io.iocp.websocket.HandshakePeer;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessDeciderTest {

  private final TestedControl tested = new TestedControl();
  private final List<Runnable> jobs = new ArrayList<>();
  private final List<HandshakeDecision> answers = new ArrayList<>();

  @Test
  void aTokenIsDecidedUponAtOnce() {
    decide(Action.WATCH, "/watch/hall", "Bearer " + TestedControl.SCREEN);

    assertThat(jobs).isEmpty();
    assertThat(answers).singleElement().isInstanceOf(Accept.class);
  }

  @Test
  void aPasswordIsCheckedByAJob() {
    decide(Action.WATCH, "/watch/hall", "Basic YW5uYTpzZWNyZXQgb2YgYW5uYQ==");
    assertThat(answers).isEmpty();

    jobs.remove(0).run();

    assertThat(answers).singleElement().isInstanceOf(Accept.class);
  }

  @Test
  void whenNoJobIsTakenItIsSaid() {
    new AccessDecider(tested.control, Action.WATCH, false, null, job -> false)
        .decide(request("/watch/hall", "Basic YW5uYTpzZWNyZXQgb2YgYW5uYQ=="), peer(), answers::add);

    assertThat(answers)
        .singleElement()
        .isInstanceOfSatisfying(
            Refuse.class, refused -> assertThat(refused.failure().httpStatus()).isEqualTo(503));
    assertThat(tested.control.counters().count(AccessCounter.REFUSED_UNAVAILABLE)).isEqualTo(1);
  }

  @Test
  void aPathWithoutANameIsAboutAllNames() {
    decide(Action.FILES, "/files", "Basic YW5uYTpzZWNyZXQgb2YgYW5uYQ==");
    decide(Action.FILES, "/files/report.pdf", "Basic YW5uYTpzZWNyZXQgb2YgYW5uYQ==");
    jobs.forEach(Runnable::run);

    assertThat(answers.get(0)).isInstanceOf(Refuse.class);
    assertThat(answers.get(1)).isInstanceOf(Accept.class);
  }

  @Test
  void aRefusalSaysWhatIsMissingOrWhenToTryAgain() {
    decide(Action.WATCH, "/watch/hall", "Bearer wrong");
    assertThat(failureHeader("WWW-Authenticate")).isEqualTo("Bearer");

    for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
      decide(Action.WATCH, "/watch/hall", "Bearer guess" + i);
    }
    decide(Action.WATCH, "/watch/hall", "Bearer " + TestedControl.SCREEN);
    assertThat(failureHeader("Retry-After")).isEqualTo("5");
  }

  private String failureHeader(String name) {
    HandshakeDecision last = answers.get(answers.size() - 1);
    return String.valueOf(((Refuse) last).failure().headers().first(name));
  }

  private void decide(Action action, String path, String authorization) {
    new AccessDecider(tested.control, action, false, null, jobs::add)
        .decide(request(path, authorization), peer(), answers::add);
  }

  private static HandshakePeer peer() {
    InetSocketAddress address = new InetSocketAddress(TestedControl.HERE, 1);
    return new HandshakePeer(1, address, address, false);
  }

  private static HandshakeRequest request(String path, String authorization) {
    return new HandshakeRequest(
        path,
        path,
        null,
        HttpFields.of("Authorization", authorization),
        "host",
        null,
        List.of(),
        List.of(),
        "dGhlIHNhbXBsZSBub25jZQ==");
  }
}
