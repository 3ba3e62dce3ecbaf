package io.iocp.streaming.playback;

import io.iocp.IocpTransport;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.stream.StreamDescription;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /streams.json}: what the pages need to know to list and play what is live, as far as the
 * caller may list it.
 */
@RestController
public final class LiveStreamsController {

  private final StreamRegistry streams;
  private final IocpTransport transport;
  private final @Nullable URI webSocketUrl;
  private final AccessControl access;
  private final WebCallers callers;

  /**
   * @param webSocketUrl how browsers reach the transport, or null if at its port on the page's host
   */
  public LiveStreamsController(
      StreamRegistry streams,
      IocpTransport transport,
      @Nullable URI webSocketUrl,
      AccessControl access,
      WebCallers callers) {
    this.streams = streams;
    this.transport = transport;
    this.webSocketUrl = webSocketUrl;
    this.access = access;
    this.callers = callers;
  }

  @GetMapping("/streams.json")
  ResponseEntity<LiveStreams> liveStreams(HttpServletRequest request) {
    AccessControl.Listing listing =
        access.listing(callers.credentials(request), callers.address(request));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new LiveStreams(
                webSocketUrl,
                transport.address().getPort(),
                transport.options().tls() != null,
                streams.snapshots().stream()
                    .filter(stream -> listing.names().test(stream.id().name()))
                    .map(LiveStreamsController::entry)
                    .toList(),
                listing.denied() == null ? null : listing.denied().reason()));
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

  /**
   * Where the WebSockets are, and what can be watched there.
   *
   * @param refusal why nothing is listed, in words; null if nothing was refused
   */
  record LiveStreams(
      @Nullable URI webSocketUrl,
      int webSocketPort,
      boolean webSocketSecure,
      List<Entry> streams,
      @Nullable String refusal) {}

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
