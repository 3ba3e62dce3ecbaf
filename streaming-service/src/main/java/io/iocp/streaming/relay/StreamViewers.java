package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import io.iocp.time.NanoClock;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of one stream, and a {@link WorkerFanOut} for each worker that has some.
 *
 * <p>Guarded by the stream's lock.
 */
final class StreamViewers {

  private final NanoClock clock;
  private final RelayFigures figures;
  private final LongAdder deliveredBytes;
  private final Consumer<Subscription> resumption;
  private final Runnable keyframeWanted;
  private final Map<Integer, WorkerFanOut> fanOuts = new TreeMap<>();
  // By client, in the order of their ids.
  private final NavigableMap<Long, Subscription> subscriptions = new TreeMap<>();

  /**
   * @param deliveredBytes counts what the viewers are sent
   * @param resumption called for a viewer that is to be sent the current group of pictures
   * @param keyframeWanted called when a viewer could start if only there were a keyframe
   */
  StreamViewers(
      NanoClock clock,
      RelayFigures figures,
      LongAdder deliveredBytes,
      Consumer<Subscription> resumption,
      Runnable keyframeWanted) {
    this.clock = clock;
    this.figures = figures;
    this.deliveredBytes = deliveredBytes;
    this.resumption = resumption;
    this.keyframeWanted = keyframeWanted;
  }

  /** Tells all workers. */
  void tell(Consumer<Outlet> event) {
    fanOuts.values().forEach(event);
  }

  /** A new viewer, and what it gets first; takes over the references. */
  void join(Subscription subscription, JoinMessages messages, List<MediaChunk> group) {
    ViewerSession session = subscription.session();
    fanOutFor(session).join(subscription, messages, group);
    subscriptions.put(session.id(), subscription);
  }

  /** A viewer that has everything up to these chunks; takes over the references. */
  void goOn(Subscription subscription, JoinMessages messages, List<MediaChunk> next) {
    ViewerSession session = subscription.session();
    fanOutFor(session).goOn(subscription, messages, next);
    subscriptions.put(session.id(), subscription);
  }

  /** The current group of pictures for a viewer that has none. */
  void resume(Subscription subscription, Supplier<List<MediaChunk>> group) {
    WorkerFanOut fanOut = fanOutOf(subscription);
    if (fanOut != null) {
      fanOut.resume(subscription, group.get());
    }
  }

  /**
   * A viewer is gone.
   *
   * @return whether it was one of these
   */
  boolean leave(Subscription subscription) {
    if (!subscriptions.remove(subscription.session().id(), subscription)) {
      return false;
    }
    WorkerFanOut fanOut = fanOutOf(subscription);
    if (fanOut != null) {
      fanOut.leave(subscription);
    }
    return true;
  }

  /** What counts the media that the session's worker queues for viewers of this stream. */
  QueuedMedia queuedFor(ViewerSession session) {
    return fanOutFor(session).queued();
  }

  private WorkerFanOut fanOutFor(ViewerSession session) {
    return fanOuts.computeIfAbsent(
        session.worker(),
        worker ->
            new WorkerFanOut(
                session,
                clock,
                figures,
                new QueuedMedia(figures.counters(), deliveredBytes),
                resumption,
                keyframeWanted));
  }

  private @Nullable WorkerFanOut fanOutOf(Subscription subscription) {
    return fanOuts.get(subscription.session().worker());
  }

  int count() {
    return subscriptions.size();
  }

  /** By client, in the order of their ids. */
  NavigableMap<Long, Subscription> subscriptions() {
    return subscriptions;
  }
}
