package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.statistics.Counters;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are live: one publisher a name. Any thread. */
public final class StreamRegistry {

  private final Map<StreamId, LiveStream> streams = new ConcurrentHashMap<>();
  private final RelayOptions options;
  private final NanoClock clock;
  private final Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);

  public StreamRegistry(RelayOptions options, NanoClock clock) {
    this.options = options;
    this.clock = clock;
    StreamInfo.prepare();
  }

  /** What became of an attempt to publish. */
  public sealed interface Publication {}

  /** The stream is the publisher's until it {@linkplain #end ends} it. */
  public record Started(LiveStream stream) implements Publication {}

  /** Somebody publishes this stream under this name already. */
  public record NameTaken(LiveStream stream) implements Publication {}

  /** No more streams fit. */
  public record TooManyStreams() implements Publication {}

  /**
   * Starts a stream for a publisher.
   *
   * @param publisher id of the publishing client
   * @param buffers where messages for viewers come from
   */
  public Publication publish(StreamId id, long publisher, BufferPool buffers) {
    if (streams.size() >= options.maximumStreams()) {
      return new TooManyStreams();
    }
    LiveStream stream = new LiveStream(id, publisher, buffers, options, clock, counters);
    LiveStream other = streams.putIfAbsent(id, stream);
    return other == null ? new Started(stream) : new NameTaken(other);
  }

  /** Ends a stream and closes its viewers. */
  public void end(LiveStream stream) {
    streams.remove(stream.id(), stream);
    stream.end();
  }

  /** The stream that has been silent for longest. */
  public Optional<LiveStream> mostSilent() {
    return streams.values().stream().max(Comparator.comparing(LiveStream::silence));
  }

  public Optional<LiveStream> find(StreamId id) {
    return Optional.ofNullable(streams.get(id));
  }

  /** All streams now, by name. */
  public List<StreamSnapshot> snapshots() {
    return streams.values().stream()
        .map(LiveStream::snapshot)
        .sorted(Comparator.comparing(stream -> stream.id().toString()))
        .toList();
  }

  public int size() {
    return streams.size();
  }

  /** Viewers of all streams. */
  public int viewers() {
    return streams.values().stream().mapToInt(LiveStream::viewers).sum();
  }

  public Counters<RelayCounter> counters() {
    return counters;
  }
}
