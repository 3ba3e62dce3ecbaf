package io.iocp.streaming.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessMode;
import io.iocp.streaming.access.AccessRule;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.StaticTokens;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.playback.StreamStatusController.StreamStatus;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

class StreamStatusControllerTest {

  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> 0);

  @Test
  void aStreamThatNobodyPublishesIsAbsent() {
    assertThat(status(true, "desk")).isEqualTo(new StreamStatus("absent", "desk is not live"));
  }

  @Test
  void whatIsWrongWithANameIsSaid() {
    assertThat(status(true, "über"))
        .isEqualTo(
            new StreamStatus(
                "invalid", "stream name must only contain the characters A-Z a-z 0-9 . _ -"));
    assertThat(status(true, "n".repeat(70)).reason()).contains("has 70 characters");
  }

  @Test
  void whereNobodyMayWatchAnyNameIsRefused() {
    assertThat(status(false, "desk").status()).isEqualTo("refused");
    assertThat(status(false, "über").status()).isEqualTo("refused");
  }

  @Test
  void publishingIsAskedForByName() {
    AccessRule watching = AccessRule.of("anonymous", Set.of(Action.WATCH), "*");
    StreamStatusController controller =
        new StreamStatusController(
            streams,
            StreamDemand.NONE,
            AccessControl.create(
                AccessMode.RULES,
                List.of(watching),
                new StaticTokens(Map.of()),
                null,
                null,
                null,
                null),
            new WebCallers(false, null));

    assertThat(controller.status("desk", "watch", new MockHttpServletRequest()).getBody())
        .isEqualTo(new StreamStatus("absent", "desk is not live"));
    assertThat(controller.status("desk", "publish", new MockHttpServletRequest()).getBody())
        .isEqualTo(new StreamStatus("refused", "a token, a ticket or a password is required"));
  }

  @Test
  void noAnswerIsKept() {
    ResponseEntity<StreamStatus> answer =
        controller(AccessMode.OPEN).status("desk", "watch", new MockHttpServletRequest());

    assertThat(answer.getHeaders().getCacheControl()).isEqualTo("no-store");
  }

  private StreamStatus status(boolean open, String name) {
    StreamStatus status =
        controller(open ? AccessMode.OPEN : AccessMode.CLOSED)
            .status(name, "watch", new MockHttpServletRequest())
            .getBody();
    assertThat(status).isNotNull();
    return status;
  }

  private StreamStatusController controller(AccessMode mode) {
    return new StreamStatusController(
        streams,
        StreamDemand.NONE,
        AccessControl.create(mode, List.of(), new StaticTokens(Map.of()), null, null, null, null),
        new WebCallers(false, null));
  }
}
