package io.iocp.streaming.relay;

import io.iocp.statistics.Counters;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.time.NanoClock;
import io.iocp.session.WorkerTask;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

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
final class WorkerFanOut {

  private static final int MAXIMUM_WAITING_CHUNKS = 1024;

  private final WorkerTask task;
  private final NanoClock clock;
  private final Counters<RelayCounter> counters;
  private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waitingChunks = new AtomicInteger();

  // Guarded by the stream's lock: the last event for everyone is a hole. One tells it all.
  private boolean endsWithHole;

  // Only accessed in the task.
  private final List<Subscription> subscriptions = new ArrayList<>();
  private long nowNanos;

  /**
   * @param session any session of the worker
   */
  WorkerFanOut(WsSession session, NanoClock clock, Counters<RelayCounter> counters) {
    this.task = session.workerTask(this::run);
    this.clock = clock;
    this.counters = counters;
  }

  /** A chunk for everyone; the lane takes a reference of its own. */
  void publish(MediaChunk chunk) {
    if (waitingChunks.get() >= MAXIMUM_WAITING_CHUNKS) {
      counters.increment(RelayCounter.CHUNKS_SKIPPED_WORKER_SLOW);
      hole();
      return;
    }
    endsWithHole = false;
    waitingChunks.incrementAndGet();
    chunk.retain();
    post(() -> deliver(chunk));
  }

  /** Something is missing: what follows makes sense from the next keyframe on. */
  void hole() {
    if (!endsWithHole) {
      endsWithHole = true;
      post(() -> subscriptions.forEach(Subscription::skipToKeyframe));
    }
  }

  /** A new viewer, and what it gets first; the lane takes over the references. */
  void join(Subscription subscription, JoinMessages preamble, List<MediaChunk> cached) {
    endsWithHole = false;
    post(() -> add(subscription, preamble, cached));
  }

  void leave(Subscription subscription) {
    post(() -> subscriptions.remove(subscription));
  }

  /** The publisher begins anew; the lane takes over a reference. */
  void begin(JoinMessages preamble) {
    post(
        () -> {
          subscriptions.forEach(subscription -> subscription.begin(preamble));
          preamble.release();
        });
  }

  /** Viewers that have more than this waiting are closed: others need the memory. */
  void closeBeyond(long queuedBytes) {
    post(
        () ->
            List.copyOf(subscriptions)
                .forEach(subscription -> subscription.closeBeyond(queuedBytes)));
  }

  /** The stream is over for everyone. */
  void end(WsClose status) {
    post(() -> subscriptions.forEach(subscription -> subscription.end(status)));
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
    while (event != null) {
      event.run();
      event = events.poll();
    }
    for (int i = 0; i < subscriptions.size(); i++) {
      subscriptions.get(i).flush();
    }
  }

  private void add(Subscription subscription, JoinMessages preamble, List<MediaChunk> cached) {
    subscriptions.add(subscription);
    subscription.begin(preamble);
    preamble.release();
    for (MediaChunk chunk : cached) {
      subscription.deliver(chunk, nowNanos);
      chunk.release();
    }
  }

  private void deliver(MediaChunk chunk) {
    waitingChunks.decrementAndGet();
    for (int i = 0; i < subscriptions.size(); i++) {
      subscriptions.get(i).deliver(chunk, nowNanos);
    }
    chunk.release();
  }
}
