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
import java.util.Locale;
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

  /**
   * Tells what access control would say.
   *
   * @param demand streams that are as good as live
   */
  public StreamStatusController(
      StreamRegistry streams, StreamDemand demand, AccessControl access, WebCallers callers) {
    this.streams = streams;
    this.demand = demand;
    this.access = access;
    this.callers = callers;
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
        .body(of(name, access.look(asked)));
  }

  private StreamStatus of(String name, AccessDecision decision) {
    if (decision instanceof Denied denied) {
      return new StreamStatus(
          denied.cause() == AccessCounter.REFUSED_INVALID_NAME ? Status.INVALID : Status.REFUSED,
          denied.reason());
    }
    StreamId id = new StreamId(name);
    return streams.best(id).isPresent() || demand.offers(id)
        ? new StreamStatus(Status.LIVE, "")
        : new StreamStatus(Status.ABSENT, name + " is not live");
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
   */
  record StreamStatus(String status, String reason) {

    StreamStatus(Status status, String reason) {
      this(status.name().toLowerCase(Locale.ROOT), reason);
    }
  }
}
