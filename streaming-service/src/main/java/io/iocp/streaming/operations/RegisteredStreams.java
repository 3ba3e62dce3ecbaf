package io.iocp.streaming.operations;

import io.iocp.IocpTransport;
import io.iocp.admin.streams.PublisherHealth;
import io.iocp.admin.streams.PublisherWarning;
import io.iocp.admin.streams.StreamDirectory;
import io.iocp.admin.streams.StreamView;
import io.iocp.admin.streams.StreamViewer;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.access.RunningSessions.Present;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamHealth;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.relay.ViewerSnapshot;
import io.iocp.streaming.source.Sources;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.protocol.WsClose;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The live streams as the administration API sees them. */
final class RegisteredStreams implements StreamDirectory {

  private final StreamRegistry streams;
  private final IocpTransport transport;
  private final Sources sources;
  private final RunningSessions sessions;
  private final InstantSource clock;

  /**
   * @param sources those that publish without a client
   * @param sessions who is there by which right
   */
  RegisteredStreams(
      StreamRegistry streams,
      IocpTransport transport,
      Sources sources,
      RunningSessions sessions,
      InstantSource clock) {
    this.sessions = sessions;
    this.streams = streams;
    this.transport = transport;
    this.sources = sources;
    this.clock = clock;
  }

  @Override
  public Collection<StreamView> streams() {
    return streams.snapshots().stream().map(this::view).toList();
  }

  @Override
  public Optional<StreamView> stream(String name) {
    return find(name).map(LiveStream::snapshot).map(this::view);
  }

  @Override
  public boolean stop(String name, WsClose status) {
    Optional<LiveStream> found = find(name);
    found.ifPresent(
        stream -> {
          stopSource(stream);
          streams.end(stream);
          transport.clients().disconnect(stream.publisher(), status);
        });
    return found.isPresent();
  }

  @Override
  public Optional<List<StreamViewer>> viewers(String name, long afterClient, int limit) {
    return find(name)
        .map(stream -> stream.viewers(afterClient, limit).stream().map(this::view).toList());
  }

  @Override
  public boolean kick(String name, long client, WsClose status) {
    return find(name)
        .filter(stream -> stream.isWatchedBy(client))
        .filter(stream -> transport.clients().disconnect(client, status))
        .isPresent();
  }

  @Override
  public Pinning pin(String name, long client, @Nullable String rendition) {
    if (StreamId.whyInvalid(name).isPresent()) {
      return Pinning.NO_VIEWER;
    }
    return switch (streams.pin(new StreamId(name), client, rendition)) {
      case DONE -> Pinning.DONE;
      case NO_VIEWER -> Pinning.NO_VIEWER;
      case NOT_ADAPTIVE -> Pinning.NOT_ADAPTIVE;
      case NO_RENDITION -> Pinning.NO_RENDITION;
    };
  }

  /** A source that went on would begin the stream anew. */
  private void stopSource(LiveStream stream) {
    if (sources.isPublishing(stream.id())) {
      sources.stop(stream.id().name());
    }
  }

  private Optional<LiveStream> find(String name) {
    return StreamId.whyInvalid(name).isPresent()
        ? Optional.empty()
        : streams.find(new StreamId(name));
  }

  private StreamView view(StreamSnapshot stream) {
    StreamDescription description = stream.description();
    return new StreamView(
        stream.id().name(),
        description == null ? null : description.format(),
        description == null ? null : description.mimeType(),
        description == null ? 0 : description.widthPixels(),
        description == null ? 0 : description.heightPixels(),
        stream.publisher(),
        identity(stream.publisher()),
        right(stream.publisher()),
        stream.viewers(),
        stream.laggards(),
        stream.waiting(),
        stream.delays().median().toMillis(),
        stream.delays().p99().toMillis(),
        stream.delays().max().toMillis(),
        stream.bytesPerSecond(),
        stream.bytes(),
        stream.deliveredBytes(),
        stream.upstream().server(),
        stream.upstream().hops(),
        stream.upstream().delay().toMillis(),
        view(stream.health()),
        clock.instant().minus(stream.age()));
  }

  private static PublisherHealth view(StreamHealth health) {
    return new PublisherHealth(
        Math.round(health.framesPerSecond() * 10) / 10.0,
        health.keyframeInterval().toMillis(),
        health.step().toMillis(),
        health.jitter().toMillis(),
        health.captureDelay() == null ? null : health.captureDelay().toMillis(),
        health.reordered(),
        health.timeJumps(),
        health.lostPackets(),
        health.warnings().stream()
            .map(warning -> new PublisherWarning(warning.kind(), warning.text()))
            .toList());
  }

  private @Nullable String identity(long client) {
    return sessions.find(client).map(Present::identity).orElse(null);
  }

  private @Nullable String right(long client) {
    return sessions.find(client).map(Present::right).orElse(null);
  }

  private StreamViewer view(ViewerSnapshot viewer) {
    InetSocketAddress address = viewer.remoteAddress();
    String host = address.getAddress().getHostAddress();
    return new StreamViewer(
        viewer.client(),
        (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort(),
        identity(viewer.client()),
        right(viewer.client()),
        viewer.adaptive(),
        viewer.pinned() == null ? null : viewer.pinned().rendition(),
        viewer.behindFor() != null,
        viewer.behindFor() == null ? 0 : viewer.behindFor().toMillis(),
        viewer.delay().toMillis(),
        viewer.queuedBytes(),
        viewer.dropsToKeyframe(),
        viewer.skippedChunks(),
        viewer.discardedBytes());
  }
}
