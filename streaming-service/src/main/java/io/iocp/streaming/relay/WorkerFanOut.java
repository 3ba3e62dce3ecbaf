package io.iocp.streaming.relay;

import io.iocp.session.WorkerTask;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.time.NanoClock;
import io.iocp.websocket.protocol.WsClose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The viewers of one stream on one I/O worker. What happens to the stream arrives here as events,
 * in order; one posted packet has the worker walk all its viewers, and their sends leave together.
 *
 * <p>Chunks that wait here are bounded: when the worker falls that far behind, they are skipped up
 * to the next keyframe. Other events are bounded by the number of viewers and the pace of
 * publishers, and are never lost.
 *
 * <p>Events are posted by the stream, under its lock.
 */
final class WorkerFanOut implements Outlet {

  private static final int MAXIMUM_WAITING_CHUNKS = 1024;

  /** So many viewers are looked after at a time, once a second: media goes between. */
  static final int VIEWERS_A_TURN = 32;

  private final WorkerTask task;
  private final NanoClock clock;
  private final RelayFigures figures;
  private final QueuedMedia queued;
  private final Consumer<Subscription> resumption;
  private final Runnable keyframeWanted;
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingChunks = new AtomicInteger();

  // Guarded by the stream's lock: the last event for everyone is a gap. One tells it all.
  private boolean endsWithGap;

  // Only accessed in the task.
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final GroupState group = new GroupState();
  private Iterator<Subscription> unticked = Collections.emptyIterator();
  private @Nullable LiveTick tick;
  private long nowNanos;

  /**
   * @param session any session of the worker
   * @param resumption called for a viewer that is to be sent the current group of pictures
   * @param keyframeWanted called when a viewer could start if only there were a keyframe
   */
  WorkerFanOut(
      ViewerSession session,
      NanoClock clock,
      RelayFigures figures,
      QueuedMedia queued,
      Consumer<Subscription> resumption,
      Runnable keyframeWanted) {
    this.task = session.workerTask(this::run);
    this.clock = clock;
    this.figures = figures;
    this.queued = queued;
    this.resumption = resumption;
    this.keyframeWanted = keyframeWanted;
  }

  /** What counts the media that is queued here. */
  QueuedMedia queued() {
    return queued;
  }

  @Override
  public void publish(MediaChunk chunk) {
    if (waitingChunks.get() >= MAXIMUM_WAITING_CHUNKS) {
      figures.counters().increment(RelayCounter.CHUNKS_SKIPPED_WORKER_SLOW);
      gap();
      return;
    }
    endsWithGap = false;
    waitingChunks.incrementAndGet();
    chunk.retain();
    post(() -> deliver(chunk));
  }

  @Override
  public void gap() {
    if (!endsWithGap) {
      endsWithGap = true;
      post(
          () -> {
            group.reset();
            subscriptions.forEach(Subscription::skipToKeyframe);
          });
    }
  }

  /** A new viewer, and what it gets first; the fan-out takes over the references. */
  void join(Subscription subscription, JoinMessages messages, List<MediaChunk> cached) {
    endsWithGap = false;
    post(() -> add(subscription, messages, cached));
  }

  /** A viewer that has everything up to these chunks; the fan-out takes over the references. */
  void goOn(Subscription subscription, JoinMessages messages, List<MediaChunk> next) {
    endsWithGap = false;
    post(
        () -> {
          subscriptions.add(subscription);
          subscription.goOn(messages, next, nowNanos);
          messages.release();
          next.forEach(MediaChunk::release);
        });
  }

  void leave(Subscription subscription) {
    post(
        () -> {
          subscriptions.remove(subscription);
          subscription.left();
        });
  }

  @Override
  public void begin(JoinMessages messages) {
    post(
        () -> {
          group.reset();
          subscriptions.forEach(subscription -> subscription.begin(messages, nowNanos));
          messages.release();
        });
  }

  @Override
  public void waiting(JoinMessages messages) {
    post(
        () -> {
          group.reset();
          subscriptions.forEach(subscription -> subscription.waiting(messages, nowNanos));
          messages.release();
        });
  }

  /** The current group of pictures for a viewer that has none; the fan-out takes the references. */
  void resume(Subscription subscription, List<MediaChunk> cached) {
    post(
        () -> {
          subscription.resume(cached, nowNanos);
          cached.forEach(MediaChunk::release);
        });
  }

  @Override
  public void tick(LiveTick tick) {
    post(
        () -> {
          this.tick = tick;
          if (!unticked.hasNext()) { // Else the worker is slow: those who are left come first.
            unticked = List.copyOf(subscriptions).iterator();
          }
        });
  }

  /** Looks after the next few viewers. */
  private void tickSome() {
    for (int i = 0; i < VIEWERS_A_TURN && unticked.hasNext(); i++) {
      Subscription subscription = unticked.next();
      subscription.tick(Objects.requireNonNull(tick).bytesPerSecond(), nowNanos);
      subscription.report(tick, nowNanos);
      subscription.flush();
    }
    if (unticked.hasNext() && !task.post()) {
      unticked = Collections.emptyIterator();
    }
  }

  @Override
  public void closeBeyond(long queuedBytes) {
    post(
        () ->
            List.copyOf(subscriptions)
                .forEach(subscription -> subscription.closeBeyond(queuedBytes)));
  }

  @Override
  public void end(WsClose status) {
    post(
        () -> {
          unticked = Collections.emptyIterator();
          List.copyOf(subscriptions).forEach(subscription -> subscription.end(status));
        });
  }

  private void post(Runnable event) {
    events.add(event);
    if (!task.post()) {
      run(); // The transport has stopped: all sessions are closed, references still go back.
    }
  }

  private void run() {
    nowNanos = clock.nanoTime();
    Runnable event = events.poll();
    if (event != null) {
      while (event != null) {
        event.run();
        event = events.poll();
      }
      queued.tell();
      flushAll();
    }
    tickSome();
  }

  private void flushAll() {
    for (int i = 0; i < subscriptions.size(); i++) {
      subscriptions.get(i).flush();
    }
  }

  private void add(Subscription subscription, JoinMessages messages, List<MediaChunk> cached) {
    subscriptions.add(subscription);
    subscription.begin(messages, nowNanos);
    messages.release();
    subscription.resume(cached, nowNanos);
    cached.forEach(MediaChunk::release);
  }

  private void deliver(MediaChunk chunk) {
    waitingChunks.decrementAndGet();
    group.add(chunk, nowNanos);
    boolean awaited = false;
    for (int i = 0; i < subscriptions.size(); i++) {
      Subscription subscription = subscriptions.get(i);
      if (subscription.deliver(chunk, group, nowNanos)) {
        resumption.accept(subscription);
      } else {
        awaited |= subscription.deservesKeyframe();
      }
    }
    chunk.release();
    if (awaited) {
      keyframeWanted.run();
    }
  }
}
