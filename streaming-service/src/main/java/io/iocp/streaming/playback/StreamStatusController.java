package io.iocp.streaming.playback;

import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /streams/{name}/status.json}: why a stream can or cannot be watched. Browsers do not tell
 * a page why its WebSocket was refused.
 */
@RestController
public final class StreamStatusController {

  private final StreamRegistry streams;
  private final boolean open;

  /**
   * @param open whether anybody may watch at all
   */
  public StreamStatusController(StreamRegistry streams, boolean open) {
    this.streams = streams;
    this.open = open;
  }

  @GetMapping("/streams/{name}/status.json")
  ResponseEntity<StreamStatus> status(@PathVariable String name) {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(of(name));
  }

  /** In the order in which a handshake is checked. */
  private StreamStatus of(String name) {
    if (!open) {
      return new StreamStatus(Status.REFUSED, "watching is closed on this server");
    }
    Optional<String> problem = StreamId.whyInvalid(name);
    if (problem.isPresent()) {
      return new StreamStatus(Status.INVALID, problem.get());
    }
    return streams.find(new StreamId(name)).isPresent()
        ? new StreamStatus(Status.LIVE, "")
        : new StreamStatus(Status.ABSENT, "nobody publishes " + name);
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
