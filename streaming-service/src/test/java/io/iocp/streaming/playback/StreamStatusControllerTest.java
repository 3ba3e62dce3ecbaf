package io.iocp.streaming.playback;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessMode;
import io.iocp.streaming.access.AccessRule;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.StaticTokens;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.playback.StreamStatusController.Input;
import io.iocp.streaming.playback.StreamStatusController.StreamStatus;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

class StreamStatusControllerTest {

  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> 0);

  @Test
  void aStreamThatNobodyPublishesIsAbsent() {
    assertThat(status(true, "desk"))
        .isEqualTo(new StreamStatus("absent", "desk is not live", List.of()));
  }

  @Test
  void whatIsWrongWithANameIsSaid() {
    assertThat(status(true, "über"))
        .isEqualTo(
            new StreamStatus(
                "invalid",
                "stream name must only contain the characters A-Z a-z 0-9 . _ -",
                List.of()));
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
            new WebCallers(false, null),
            StreamPorts.NONE);

    assertThat(controller.status("desk", "watch", new MockHttpServletRequest()).getBody())
        .isEqualTo(new StreamStatus("absent", "desk is not live", List.of()));
    assertThat(controller.status("desk", "publish", new MockHttpServletRequest()).getBody())
        .isEqualTo(
            new StreamStatus("refused", "a token, a ticket or a password is required", List.of()));
  }

  @Test
  void whoMayPublishIsToldThePortsOfTheStream() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 5000);
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5001);
    StreamPorts ports =
        new StreamPorts(
            Map.of(
                new StreamId("desk"),
                List.of(
                    new StreamPorts.Port("udp", () -> Optional.of(everywhere)),
                    new StreamPorts.Port("tcp", () -> Optional.of(here)),
                    new StreamPorts.Port("tcp", Optional::empty))));

    assertThat(inputs(ports, AccessMode.OPEN, "publish"))
        .containsExactly(new Input("udp", null, 5000), new Input("tcp", "127.0.0.1", 5001));
    assertThat(inputs(ports, AccessMode.OPEN, "watch")).isEmpty();
    assertThat(inputs(ports, AccessMode.CLOSED, "publish")).isEmpty();
  }

  private List<Input> inputs(StreamPorts ports, AccessMode mode, String action) {
    StreamStatus status =
        controller(mode, ports).status("desk", action, new MockHttpServletRequest()).getBody();
    assertThat(status).isNotNull();
    return status.inputs();
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
    return controller(mode, StreamPorts.NONE);
  }

  private StreamStatusController controller(AccessMode mode, StreamPorts ports) {
    return new StreamStatusController(
        streams,
        StreamDemand.NONE,
        AccessControl.create(mode, List.of(), new StaticTokens(Map.of()), null, null, null, null),
        new WebCallers(false, null),
        ports);
  }
}
