package io.iocp.streaming.relay;

import io.iocp.session.WorkerTask;
import io.iocp.streaming.relay.RenditionPolicy.Advice;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A viewer of a stream that is published in several renditions: it has the best that its link
 * carries, and moves to another one at a keyframe of that one, so that its picture does not stand
 * still for longer than a group of pictures. It gets the container, or single frames.
 *
 * <pre>
 *   watches one ──▶ watches one, waits for a keyframe of another ──▶ watches the other
 * </pre>
 *
 * <p>What subscriptions tell is remembered, and decided on a moment later in a task of the viewer's
 * worker: whoever tells it may hold the lock of a stream. The viewer hears there, too, which
 * renditions there are, whenever that is something else than it has heard.
 */
public final class RenditionViewer implements SubscriptionListener {

  /** How much of what a link has carried a rendition may need. */
  private static final double SHARE_OF_LINK = 0.8;

  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(10).toNanos();

  private final StreamRegistry streams;
  private final StreamId group;
  private final ViewerSession session;
  private final @Nullable Duration maxDelay;
  private final @Nullable Supplier<FrameReader> frames;
  private final NanoClock clock;
  private final WorkerTask task;
  private final AtomicBoolean lost = new AtomicBoolean();
  // The viewer has decided, or somebody for it: whoever did last.
  private volatile @Nullable StreamId pinned;

  // Only accessed in the context of the viewer's worker.
  private final RenditionPolicy policy;
  private Advice advice = Advice.STAY;
  private @Nullable RenditionsMessage told;

  // Guarded by this, which is not held while a stream is called.
  private @Nullable Watched current;
  private @Nullable Watched next;
  // One that has begun before it was known here: its worker was faster.
  private @Nullable Subscription early;
  private boolean gone;

  private record Watched(LiveStream stream, Subscription subscription, long sinceNanos) {

    void leave() {
      stream.leave(subscription);
    }
  }

  private RenditionViewer(
      StreamRegistry streams,
      StreamId group,
      ViewerSession session,
      @Nullable Duration maxDelay,
      @Nullable StreamId held,
      @Nullable Supplier<FrameReader> frames,
      NanoClock clock) {
    this.streams = streams;
    this.group = group;
    this.session = session;
    this.maxDelay = maxDelay;
    this.pinned = held;
    this.frames = frames;
    this.clock = clock;
    this.policy =
        new RenditionPolicy(maxDelay == null ? streams.maxDelay() : maxDelay, clock.nanoTime());
    this.task = session.workerTask(this::decide);
  }

  /**
   * Has a viewer watch the best rendition, or the one that it wants.
   *
   * @param maxDelay how far behind it may be, or null for what is configured
   * @param held the one that it wants, which need not be live; null for the best
   * @param frames how to take frames out; null for a viewer of the container
   * @return null when no rendition is live
   */
  public static @Nullable RenditionViewer join(
      StreamRegistry streams,
      StreamId group,
      ViewerSession session,
      @Nullable Duration maxDelay,
      @Nullable StreamId held,
      @Nullable Supplier<FrameReader> frames,
      NanoClock clock) {
    RenditionViewer viewer =
        new RenditionViewer(streams, group, session, maxDelay, held, frames, clock);
    List<LiveStream> ladder = viewer.ladder();
    if (ladder.isEmpty()) {
      return null;
    }
    LiveStream best = ladder.get(ladder.size() - 1);
    LiveStream first = held == null ? best : find(ladder, held).orElse(best);
    return viewer.move(first, true) ? viewer : null;
  }

  /**
   * The viewer wants a rendition, whatever its link carries. Any thread.
   *
   * @param rendition what follows the {@code @} in its name; null for the best that the link
   *     carries
   * @return whether there is such a rendition; nothing has changed otherwise
   */
  public boolean choose(@Nullable String rendition) {
    if (rendition == null) {
      pin(null);
      return true;
    }
    Optional<StreamId> wanted = StreamRegistry.named(streams.renditions(group), rendition);
    wanted.ifPresent(this::pin);
    return wanted.isPresent();
  }

  /** The viewer is gone. Any thread. */
  public void leave() {
    Watched watched;
    Watched awaited;
    synchronized (this) {
      gone = true;
      watched = current;
      awaited = next;
      current = null;
      next = null;
    }
    if (watched != null) {
      watched.leave();
    }
    if (awaited != null) {
      awaited.leave();
    }
  }

  @Override
  public @Nullable StreamId pinned() {
    return pinned;
  }

  @Override
  public void pin(@Nullable StreamId rendition) {
    pinned = rendition;
    task.post();
  }

  @Override
  public void starts(Subscription subscription) {
    Watched before;
    synchronized (this) {
      if (next == null || next.subscription() != subscription) {
        early = subscription;
        return;
      }
      before = current;
      current = next;
      next = null;
    }
    follow(subscription, before);
  }

  private void follow(Subscription subscription, @Nullable Watched before) {
    if (before == null) {
      task.post(); // To tell the viewer what else there is.
    } else {
      subscription.takeOver(before.subscription());
      before.leave();
    }
  }

  @Override
  public void fellBehind(Subscription subscription) {
    advise(subscription, Advice.DOWN);
  }

  @Override
  public void ticked(Subscription subscription, long nowNanos) {
    if (isCurrent(subscription)) {
      advise(
          subscription, policy.tick(subscription.delayNanos(), subscription.isBehind(), nowNanos));
      task.post(); // Other renditions may be there now than a second ago.
    }
  }

  @Override
  public boolean lost(Subscription subscription, @Nullable WsClose end) {
    if (end != null && end.code() == FrameOutlet.NOT_AS_FRAMES && !watchesAnother(subscription)) {
      return false; // The publisher is there, but of no use to it.
    }
    lost.set(true);
    return task.post();
  }

  private void advise(Subscription subscription, Advice what) {
    if (what != Advice.STAY && isCurrent(subscription)) {
      advice = what;
      task.post();
    }
  }

  private synchronized boolean isCurrent(Subscription subscription) {
    return current != null && current.subscription() == subscription;
  }

  private synchronized boolean watchesAnother(Subscription subscription) {
    return current != null && current.subscription() != subscription;
  }

  private void decide() {
    Advice what = advice;
    advice = Advice.STAY;
    if (lost.getAndSet(false)) {
      goElsewhere();
      return;
    }
    giveUpWaiting();
    Watched watched = watched();
    if (watched == null) {
      return;
    }
    List<LiveStream> ladder = ladder();
    StreamId held = pinned;
    tell(RenditionsMessage.of(ladder, held));
    if (held != null) {
      goTo(held, watched, ladder);
    } else if (what != Advice.STAY) {
      climb(what, watched, ladder);
    }
  }

  private void tell(RenditionsMessage message) {
    if (!message.equals(told)) {
      told = message;
      session.sendText(message.json());
    }
  }

  private void climb(Advice what, Watched watched, List<LiveStream> ladder) {
    int rung = ladder.indexOf(watched.stream());
    if (what == Advice.DOWN && rung > 0) {
      if (move(ladder.get(below(ladder, rung, watched)), watched.subscription().isBehind())) {
        policy.movedDown(clock.nanoTime());
        streams.counters().increment(RelayCounter.RENDITION_LOWERED);
      }
    } else if (what == Advice.UP && rung >= 0 && rung < ladder.size() - 1) {
      if (move(ladder.get(rung + 1), false)) {
        policy.movedUp(clock.nanoTime());
        streams.counters().increment(RelayCounter.RENDITION_RAISED);
      }
    }
  }

  /** To the rendition that the viewer is held to, if it is live, and to no other. */
  private void goTo(StreamId held, Watched watched, List<LiveStream> ladder) {
    if (!watched.stream().id().equals(held)) {
      find(ladder, held).ifPresent(stream -> move(stream, watched.subscription().isBehind()));
      return;
    }
    Watched abandoned;
    synchronized (this) {
      abandoned = next;
      next = null;
    }
    if (abandoned != null) {
      abandoned.leave();
    }
  }

  private static Optional<LiveStream> find(List<LiveStream> ladder, StreamId id) {
    return ladder.stream().filter(stream -> stream.id().equals(id)).findFirst();
  }

  private synchronized @Nullable Watched watched() {
    return current;
  }

  /** The renditions that have media now, the smallest first. */
  private List<LiveStream> ladder() {
    return streams.renditions(group).stream()
        .sorted(Comparator.comparingLong(LiveStream::averageBytesPerSecond))
        .toList();
  }

  /** The best rendition below this one that the link carries, as far as that is known. */
  private static int below(List<LiveStream> ladder, int rung, Watched watched) {
    double carried = watched.subscription().linkBytesPerSecond() * SHARE_OF_LINK;
    int target = rung - 1;
    while (target > 0 && carried > 0 && ladder.get(target).averageBytesPerSecond() > carried) {
      target--;
    }
    return target;
  }

  /** A rendition whose keyframe does not come is not waited for longer. */
  private void giveUpWaiting() {
    Watched late = null;
    synchronized (this) {
      if (next != null
          && current != null
          && clock.nanoTime() - next.sinceNanos() > LONGEST_WAIT_NANOS) {
        late = next;
        next = null;
      }
    }
    if (late != null) {
      late.leave();
    }
  }

  /** What the viewer watches, or is about to, has lost its publisher or has ended. */
  private void goElsewhere() {
    Watched watched = watched();
    if (watched != null && watched.stream().isFed() && !watched.stream().hasEnded()) {
      return; // It was the one that the viewer waited for.
    }
    List<LiveStream> ladder = ladder();
    for (int rung = ladder.size() - 1; rung >= 0; rung--) {
      if (move(ladder.get(rung), true)) {
        return;
      }
    }
    if (watched == null || watched.stream().hasEnded()) {
      session.close(StreamEnd.ENDED);
    } else {
      session.sendText(WaitingMessage.PUBLISHER_AWAY);
    }
  }

  /**
   * Has the viewer wait for a keyframe of this rendition, in the place of what it waited for.
   *
   * @param atOnce with the group of pictures that is there, because it has no picture now
   */
  private boolean move(LiveStream target, boolean atOnce) {
    Watched abandoned;
    synchronized (this) {
      if (gone || (next != null && next.stream() == target)) {
        return false;
      }
      abandoned = next;
      next = null;
    }
    if (abandoned != null) {
      abandoned.leave();
    }
    Newcomer newcomer = new Newcomer(session, maxDelay, this, atOnce);
    Subscription subscription =
        frames == null ? target.join(newcomer) : target.joinFrames(newcomer, frames);
    if (subscription == null) {
      return false;
    }
    Watched watched = new Watched(target, subscription, clock.nanoTime());
    Watched before = null;
    boolean late;
    synchronized (this) {
      late = gone;
      if (late) {
        // Nobody watches any more.
      } else if (early == subscription) {
        before = current;
        current = watched;
      } else {
        next = watched;
      }
      early = null;
    }
    if (late) {
      watched.leave();
      return false;
    }
    follow(subscription, before);
    return true;
  }
}
