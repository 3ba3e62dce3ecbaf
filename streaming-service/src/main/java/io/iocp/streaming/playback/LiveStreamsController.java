package io.iocp.streaming.playback;

import io.iocp.IocpTransport;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.stream.StreamDescription;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /streams.json}: what the pages need to know to list and play what is live. */
@RestController
public final class LiveStreamsController {

  private final StreamRegistry streams;
  private final IocpTransport transport;
  private final @Nullable URI webSocketUrl;

  /**
   * @param webSocketUrl how browsers reach the transport, or null if at its port on the page's host
   */
  public LiveStreamsController(
      StreamRegistry streams, IocpTransport transport, @Nullable URI webSocketUrl) {
    this.streams = streams;
    this.transport = transport;
    this.webSocketUrl = webSocketUrl;
  }

  @GetMapping("/streams.json")
  ResponseEntity<LiveStreams> liveStreams() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new LiveStreams(
                webSocketUrl,
                transport.address().getPort(),
                transport.options().tls() != null,
                streams.snapshots().stream().map(LiveStreamsController::entry).toList()));
  }

  private static Entry entry(StreamSnapshot stream) {
    StreamDescription description = stream.description();
    return new Entry(
        stream.id().name(),
        description != null,
        description == null ? null : description.format(),
        description == null ? null : description.mimeType(),
        description == null ? 0 : description.widthPixels(),
        description == null ? 0 : description.heightPixels(),
        stream.viewers(),
        stream.bytesPerSecond());
  }

  /** Where the WebSockets are, and what can be watched there. */
  record LiveStreams(
      @Nullable URI webSocketUrl,
      int webSocketPort,
      boolean webSocketSecure,
      List<Entry> streams) {}

  /** One stream; it is live once its publisher has sent enough to tell what it is. */
  record Entry(
      String name,
      boolean live,
      @Nullable String format,
      @Nullable String mimeType,
      int width,
      int height,
      int viewers,
      long bytesPerSecond) {}
}
