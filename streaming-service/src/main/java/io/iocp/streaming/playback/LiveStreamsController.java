package io.iocp.streaming.playback;

import io.iocp.IocpTransport;
import io.iocp.http.gateway.PassedRequests;
import io.iocp.socket.SocketListener;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.relay.RemoteStream;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final StreamDemand demand;
  private final IocpTransport transport;
  private final @Nullable URI webSocketUrl;
  private final AccessControl access;
  private final WebCallers callers;
  private final List<SocketListener> listeners;

  /**
   * @param demand streams that are listed though they come when somebody watches
   * @param webSocketUrl how browsers reach the transport, or null if at the page's own port or at
   *     its port on the page's host
   * @param listeners where other protocols are served
   */
  public LiveStreamsController(
      StreamRegistry streams,
      StreamDemand demand,
      IocpTransport transport,
      @Nullable URI webSocketUrl,
      AccessControl access,
      WebCallers callers,
      List<SocketListener> listeners) {
    this.streams = streams;
    this.demand = demand;
    this.transport = transport;
    this.webSocketUrl = webSocketUrl;
    this.access = access;
    this.callers = callers;
    this.listeners = List.copyOf(listeners);
  }

  @GetMapping("/streams.json")
  ResponseEntity<LiveStreams> liveStreams(HttpServletRequest request) {
    AccessControl.Listing listing =
        access.listing(callers.credentials(request, Action.LIST), callers.address(request));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new LiveStreams(
                webSocketUrl,
                request.getAttribute(PassedRequests.ATTRIBUTE) != null,
                transport.address().getPort(),
                transport.options().tls() != null,
                port("rtmp"),
                port("rtmps"),
                entries().filter(entry -> listing.names().test(entry.name())).toList(),
                listing.denied() == null ? null : listing.denied().reason()));
  }

  /** What is there, renditions as the stream that they are of, and what comes on demand. */
  private Stream<Entry> entries() {
    Map<StreamId, List<StreamSnapshot>> there =
        streams.snapshots().stream()
            .collect(
                Collectors.groupingBy(
                    stream -> stream.id().group().orElse(stream.id()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    Map<StreamId, RemoteStream> elsewhere =
        demand.elsewhere().stream()
            .collect(
                Collectors.toMap(
                    stream -> stream.id().group().orElse(stream.id()),
                    stream -> stream,
                    (a, b) -> a.bytesPerSecond() >= b.bytesPerSecond() ? a : b,
                    LinkedHashMap::new));
    elsewhere.keySet().removeAll(there.keySet());
    return Stream.of(
            there.entrySet().stream().map(each -> entry(each.getKey(), each.getValue())),
            elsewhere.entrySet().stream().map(each -> Entry.of(each.getKey(), each.getValue())),
            demand.offered().stream()
                .filter(id -> !there.containsKey(id) && !elsewhere.containsKey(id))
                .map(Entry::onDemand))
        .flatMap(all -> all);
  }

  private @Nullable Integer port(String protocol) {
    return listeners.stream()
        .filter(listener -> listener.protocol().equals(protocol))
        .findFirst()
        .flatMap(transport::socketAddress)
        .map(InetSocketAddress::getPort)
        .orElse(null);
  }

  /** The stream of this name where there is one, and the best of its renditions otherwise. */
  private static Entry entry(StreamId name, List<StreamSnapshot> streams) {
    StreamSnapshot stream =
        streams.stream()
            .max(
                Comparator.<StreamSnapshot, Boolean>comparing(one -> one.id().equals(name))
                    .thenComparing(StreamSnapshot::bytesPerSecond))
            .orElseThrow();
    return Entry.of(
        name,
        stream.description(),
        streams.stream().mapToInt(StreamSnapshot::viewers).sum(),
        stream.bytesPerSecond());
  }

  /**
   * Where the WebSockets are, and what can be watched there.
   *
   * @param webSocketHere whether they are where the caller has asked for this: on one port
   * @param rtmpPort where publishers speak RTMP, or null if nowhere
   * @param rtmpsPort where they speak it through TLS, or null
   * @param refusal why nothing is listed, in words; null if nothing was refused
   */
  record LiveStreams(
      @Nullable URI webSocketUrl,
      boolean webSocketHere,
      int webSocketPort,
      boolean webSocketSecure,
      @Nullable Integer rtmpPort,
      @Nullable Integer rtmpsPort,
      List<Entry> streams,
      @Nullable String refusal) {}

  /**
   * One stream; it is live once its publisher has sent enough to tell what it is.
   *
   * @param onDemand whether it is not there, and comes when somebody watches
   */
  record Entry(
      String name,
      boolean live,
      boolean onDemand,
      @Nullable String format,
      @Nullable String mimeType,
      int width,
      int height,
      int viewers,
      long bytesPerSecond) {

    static Entry of(StreamId name, RemoteStream stream) {
      return of(name, stream.description(), stream.viewers(), stream.bytesPerSecond());
    }

    static Entry of(
        StreamId name, @Nullable StreamDescription description, int viewers, long bytesPerSecond) {
      return new Entry(
          name.name(),
          description != null,
          false,
          description == null ? null : description.format(),
          description == null ? null : description.mimeType(),
          description == null ? 0 : description.widthPixels(),
          description == null ? 0 : description.heightPixels(),
          viewers,
          bytesPerSecond);
    }

    static Entry onDemand(StreamId id) {
      return new Entry(id.name(), false, true, null, null, 0, 0, 0, 0);
    }
  }
}
