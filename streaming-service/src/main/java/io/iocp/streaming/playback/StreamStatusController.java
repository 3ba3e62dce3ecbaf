package io.iocp.streaming.playback;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessCounter;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /streams/{name}/status.json}: why a stream can or cannot be watched, or published with
 * {@code ?action=publish}. Browsers do not tell a page why its WebSocket was refused.
 */
@RestController
public final class StreamStatusController {

  private final StreamRegistry streams;
  private final StreamDemand demand;
  private final AccessControl access;
  private final WebCallers callers;
  private final StreamPorts ports;

  /**
   * Tells what access control would say.
   *
   * @param demand streams that are as good as live
   * @param ports where streams come in that have a port of their own
   */
  public StreamStatusController(
      StreamRegistry streams,
      StreamDemand demand,
      AccessControl access,
      WebCallers callers,
      StreamPorts ports) {
    this.streams = streams;
    this.demand = demand;
    this.access = access;
    this.callers = callers;
    this.ports = ports;
  }

  @GetMapping("/streams/{name}/status.json")
  ResponseEntity<StreamStatus> status(
      @PathVariable String name,
      @RequestParam(defaultValue = "watch") String action,
      HttpServletRequest request) {
    AccessRequest asked =
        new AccessRequest(
            action.equals("publish") ? Action.PUBLISH : Action.WATCH,
            name,
            // Only looked at: what a page reads.
            callers.credentials(request, Action.WATCH),
            callers.address(request));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(of(name, asked.action(), access.look(asked)));
  }

  private StreamStatus of(String name, Action action, AccessDecision decision) {
    if (decision instanceof Denied denied) {
      return new StreamStatus(
          denied.cause() == AccessCounter.REFUSED_INVALID_NAME ? Status.INVALID : Status.REFUSED,
          denied.reason(),
          List.of());
    }
    StreamId id = new StreamId(name);
    List<Input> inputs = action == Action.PUBLISH ? inputs(id) : List.of();
    return streams.best(id).isPresent() || demand.offers(id)
        ? new StreamStatus(Status.LIVE, "", inputs)
        : new StreamStatus(Status.ABSENT, name + " is not live", inputs);
  }

  private List<Input> inputs(StreamId id) {
    return ports.of(id).stream()
        .flatMap(port -> port.address().get().map(at -> Input.of(port.protocol(), at)).stream())
        .toList();
  }

  enum Status {
    LIVE,
    ABSENT,
    REFUSED,
    INVALID
  }

  /**
   * What is to be said of a stream.
   *
   * @param status {@code live}, {@code absent}, {@code refused} or {@code invalid}
   * @param reason why, in words; empty when it is live
   * @param inputs ports of its own, for who may publish it
   */
  record StreamStatus(String status, String reason, List<Input> inputs) {

    StreamStatus(Status status, String reason, List<Input> inputs) {
      this(status.name().toLowerCase(Locale.ROOT), reason, inputs);
    }
  }

  /**
   * A port of a stream's own.
   *
   * @param protocol {@code udp} or {@code tcp}
   * @param address on which it listens, or the group that it hears; null for all of the server's
   * @param port its number
   */
  record Input(String protocol, @Nullable String address, int port) {

    private static Input of(String protocol, InetSocketAddress at) {
      boolean all = at.getAddress().isAnyLocalAddress();
      return new Input(protocol, all ? null : at.getAddress().getHostAddress(), at.getPort());
    }
  }
}
