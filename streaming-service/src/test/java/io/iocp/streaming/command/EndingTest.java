package io.iocp.streaming.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectOutcome;
import io.iocp.streaming.loop.Backoff;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {

  @ParameterizedTest
  @CsvSource({
    "1000, true, false",
    "1001, true, true",
    "1003, true, false",
    "1006, true, true",
    "1007, true, false",
    "1008, true, false",
    "1011, true, true",
    "1013, false, true",
    "4401, true, false",
    "4403, true, false",
    "4408, true, true",
    // The server does not know yet that our last connection is dead; another one took over.
    "4409, false, true",
    "4409, true, false"
  })
  void whatMayBeOtherwiseInAMomentIsTriedAgain(int code, boolean accepted, boolean passing) {
    assertThat(Ending.of(new WsClose(code, ""), accepted).passing()).isEqualTo(passing);
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "403, false",
    "404, false",
    "429, true",
    "500, true",
    "503, true"
  })
  void soAreRefusalsOverHttp(int status, boolean passing) {
    Ending ending =
        Ending.of(new WebSocketOpening.Refused(new HandshakeFailure(status, "not now")));
    assertThat(ending.passing()).isEqualTo(passing);
    assertThat(ending.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(ending.words()).isEqualTo("the server refuses with " + status + ": not now");
  }

  @Test
  void theWordsAreTheServers() {
    Ending taken = Ending.of(new WsClose(4409, "somebody publishes desk already"), false);
    assertThat(taken.words())
        .isEqualTo("the server closes with 4409: somebody publishes desk already");
    assertThat(taken.exitCode()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void aServerThatIsNotThereIsSaid() {
    assertThat(Ending.of(new WebSocketOpening.NotConnected(ConnectOutcome.REFUSED)))
        .isEqualTo(new Ending(ExitCode.UNREACHABLE, true, "nobody listens at this address"));
    assertThat(Ending.of(new WebSocketOpening.Broken(CloseCause.SECURITY_FAILED)).words())
        .contains("certificate");
    assertThat(Ending.of(new WsClose(1006, ""), true).exitCode()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void attemptsBecomeRarerUntilAConnectionHolds() {
    Backoff backoff = new Backoff(Publication.FIRST_DELAY, Publication.LONGEST_DELAY);
    assertThat(backoff.after(Duration.ZERO, Publication.STABLE)).isEqualTo(Duration.ofMillis(250));
    assertThat(backoff.after(Duration.ofSeconds(1), Publication.STABLE))
        .isEqualTo(Duration.ofMillis(500));
    for (int i = 0; i < 10; i++) {
      backoff.after(Duration.ZERO, Publication.STABLE);
    }
    assertThat(backoff.after(Duration.ZERO, Publication.STABLE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(backoff.after(Duration.ofMinutes(1), Publication.STABLE))
        .isEqualTo(Duration.ofMillis(250));
  }
}
