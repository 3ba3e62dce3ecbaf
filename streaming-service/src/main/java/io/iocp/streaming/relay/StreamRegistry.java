package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.statistics.Counters;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The streams that are live, one publisher a name, and those who wait for more. Any thread. */
public final class StreamRegistry {

  private final Map<StreamId, LiveStream> streams = new ConcurrentHashMap<>();
  private final RelayOptions options;
  private final NanoClock clock;
  private final RelayFigures figures = new RelayFigures();
  private final WaitingViewers waiting;
  private volatile Consumer<LiveStream> started = stream -> {};

  /**
   * Creates an empty registry. Somebody has to {@link #tick} it.
   *
   * @param clock what ages are measured with
   */
  public StreamRegistry(RelayOptions options, NanoClock clock) {
    this.options = options;
    this.clock = clock;
    this.waiting = new WaitingViewers(options.maximumWaiting(), clock);
    StreamInfo.prepare();
    RenditionsMessage.prepare();
  }

  /**
   * Has somebody told of each stream that starts, before its publisher sends anything.
   *
   * @param listener called on the publisher's thread; must not block
   */
  public void onStart(Consumer<LiveStream> listener) {
    started = listener;
  }

  /** What became of an attempt to publish. */
  public sealed interface Publication {}

  /**
   * The stream is the publisher's until it {@linkplain #end ends} or {@linkplain #lost loses} it.
   *
   * @param replaced who published it until now and is to be told, or null
   * @param wasSilent whether that one was replaced because it was silent
   */
  public record Started(Feed feed, @Nullable Long replaced, boolean wasSilent)
      implements Publication {}

  /** Somebody publishes this stream under this name already. */
  public record NameTaken(LiveStream stream) implements Publication {}

  /** No more streams fit. */
  public record TooManyStreams() implements Publication {}

  /**
   * Starts a stream for a publisher, or gives it one that waits for a publisher.
   *
   * @param publisher id of the publishing client
   * @param buffers where messages for viewers come from
   */
  public Publication publish(StreamId id, long publisher, BufferPool buffers) {
    LiveStream there = streams.get(id);
    if (there == null) {
      if (streams.size() >= options.maximumStreams()) {
        return new TooManyStreams();
      }
      LiveStream stream = new LiveStream(id, new RelayResources(buffers, options, clock, figures));
      there = streams.putIfAbsent(id, stream);
      if (there == null) {
        there = stream;
        started.accept(stream);
      }
    }
    Publication publication = feed(there, publisher);
    if (publication == null) {
      // It ended a moment ago; whoever ended it has removed it or is about to.
      streams.remove(id, there);
      return publish(id, publisher, buffers);
    }
    if (publication instanceof Started) {
      waiting.published(id);
      id.group().ifPresent(waiting::published);
    }
    return publication;
  }

  private @Nullable Publication feed(LiveStream stream, long publisher) {
    synchronized (stream) {
      boolean fed = stream.isFed();
      boolean silent = fed && isSilent(stream);
      if (fed && !silent && !options.publishers().replaces()) {
        return new NameTaken(stream);
      }
      Long replaced = fed ? stream.publisher() : null;
      Feed feed = stream.feed(publisher);
      return feed == null ? null : new Started(feed, replaced, silent);
    }
  }

  /** Whether the stream has had no media for so long that its place is free. */
  private boolean isSilent(LiveStream stream) {
    return stream.silence().compareTo(options.publishers().silentAfter()) >= 0;
  }

  /** Whether the stream has a publisher that has been silent so long that its place is free. */
  public boolean isSilent(StreamId id) {
    LiveStream there = streams.get(id);
    return there != null && there.isFed() && isSilent(there);
  }

  /** The publisher said goodbye: the stream ends, unless the policy lets it wait. */
  public void end(Feed feed) {
    release(feed, options.publishers().graceAfterEnd());
  }

  /** The publisher is lost: the stream waits for another one, if the policy lets it. */
  public void lost(Feed feed) {
    release(feed, options.publishers().grace());
  }

  private void release(Feed feed, Duration grace) {
    LiveStream stream = feed.stream();
    if (stream.hasEnded() || (grace.isZero() && stream.isFedBy(feed))) {
      end(stream);
    } else {
      stream.publisherLost(feed, grace);
    }
  }

  /** Ends a stream and closes its viewers. */
  public void end(LiveStream stream) {
    streams.remove(stream.id(), stream);
    stream.end();
  }

  /**
   * A second has passed: streams that waited for a publisher in vain end, viewers that waited for a
   * stream in vain are told, and all viewers hear where live is.
   *
   * @param serverTimeMillis the time of day, milliseconds since 1970
   */
  public void tick(long serverTimeMillis) {
    for (LiveStream stream : streams.values()) {
      if (stream.hasWaitedInVain()) {
        end(stream);
      } else {
        stream.tick(serverTimeMillis);
      }
    }
    waiting.tick();
  }

  /** Ends all streams. */
  public void endAll() {
    streams.values().forEach(this::end);
  }

  /** Viewers that wait for streams which nobody publishes. */
  public WaitingViewers waiting() {
    return waiting;
  }

  /** The stream that has been silent for longest, if for so long that its place is free. */
  public Optional<LiveStream> mostSilent() {
    return streams.values().stream()
        .max(Comparator.comparing(LiveStream::silence))
        .filter(this::isSilent);
  }

  /** The stream with this name, if it is live or waits for its publisher. */
  public Optional<LiveStream> find(StreamId id) {
    return Optional.ofNullable(streams.get(id));
  }

  /**
   * The renditions of a stream that have a publisher now; none where the stream itself is live.
   *
   * @param group the name without a rendition
   */
  public List<LiveStream> renditions(StreamId group) {
    return streams.containsKey(group)
        ? List.of()
        : streams.values().stream()
            .filter(stream -> stream.id().isRenditionOf(group))
            .filter(LiveStream::isFed)
            .toList();
  }

  /** The stream with this name, or the best of its renditions. */
  public Optional<LiveStream> best(StreamId id) {
    return find(id)
        .or(
            () ->
                renditions(id).stream()
                    .max(Comparator.comparingLong(LiveStream::averageBytesPerSecond)));
  }

  /**
   * Has a viewer watch the best rendition of a stream that its link carries.
   *
   * @param maxDelay how far behind it may be, or null for what is configured
   * @param held the rendition that it wants whatever its link carries; null for the best
   * @param frames how to take frames out of a rendition; null for a viewer of the container
   * @return null when no rendition is live
   */
  public @Nullable RenditionViewer watchRenditions(
      StreamId group,
      ViewerSession viewer,
      @Nullable Duration maxDelay,
      @Nullable StreamId held,
      @Nullable Supplier<FrameReader> frames) {
    return RenditionViewer.join(this, group, viewer, maxDelay, held, frames, clock);
  }

  /**
   * Holds a viewer to one rendition of its stream, whatever its link carries, or lets it move by
   * itself again. While that rendition is not live, it watches another.
   *
   * @param name of the stream, or of any of its renditions
   * @param client id of the viewer's client
   * @param rendition what follows the {@code @} in its name; null for none
   */
  public PinOutcome pin(StreamId name, long client, @Nullable String rendition) {
    List<LiveStream> all = renditions(name.group().orElse(name));
    Optional<Subscription> viewer =
        all.stream()
            .flatMap(stream -> Stream.ofNullable(stream.subscriptions().get(client)))
            .findFirst();
    if (viewer.isEmpty()) {
      boolean watches =
          Optional.ofNullable(streams.get(name)).filter(one -> one.isWatchedBy(client)).isPresent();
      return watches ? PinOutcome.NOT_ADAPTIVE : PinOutcome.NO_VIEWER;
    }
    SubscriptionListener mover = viewer.get().listener();
    if (mover == null) {
      return PinOutcome.NOT_ADAPTIVE;
    }
    Optional<StreamId> wanted = named(all, rendition);
    if (rendition != null && wanted.isEmpty()) {
      return PinOutcome.NO_RENDITION;
    }
    mover.pin(wanted.orElse(null));
    return PinOutcome.DONE;
  }

  /** The rendition of this name among these. */
  static Optional<StreamId> named(List<LiveStream> renditions, @Nullable String name) {
    return renditions.stream()
        .map(LiveStream::id)
        .filter(id -> id.rendition().equals(name))
        .findFirst();
  }

  /** How far behind viewers may be that do not say. */
  Duration maxDelay() {
    return options.lag().maxDelay();
  }

  /** All streams now, by name. */
  public List<StreamSnapshot> snapshots() {
    return streams.values().stream()
        .map(LiveStream::snapshot)
        .sorted(Comparator.comparing(stream -> stream.id().toString()))
        .toList();
  }

  /** Streams now. */
  public int size() {
    return streams.size();
  }

  /** Viewers of all streams. */
  public int viewers() {
    return streams.values().stream().mapToInt(LiveStream::viewers).sum();
  }

  /** What is counted over all streams. */
  public Counters<RelayCounter> counters() {
    return figures.counters();
  }

  /** Tells this one from now on what happens to streams, in place of another. */
  public void listen(StreamListener listener) {
    figures.listen(listener);
  }

  /** What is measured over all streams. */
  public RelayFigures figures() {
    return figures;
  }
}
