package io.iocp.streaming.relay;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Consumer;

/**
 * All that a stream goes to: its viewers, those that asked for frames, and its taps.
 *
 * <p>Guarded by the stream's lock.
 */
final class StreamAudience {

  private final StreamViewers viewers;
  private final FrameViewers frames;
  private final StreamTaps taps = new StreamTaps();

  StreamAudience(StreamViewers viewers, FrameViewers frames) {
    this.viewers = viewers;
    this.frames = frames;
  }

  StreamTaps taps() {
    return taps;
  }

  /** Tells all of them. */
  void tell(Consumer<Outlet> event) {
    viewers.tell(event);
    frames.tell(event);
    event.accept(taps);
  }

  /**
   * A viewer is gone.
   *
   * @return whether it was one of the stream itself, and not of its frames
   */
  boolean leave(Subscription subscription) {
    if (viewers.leave(subscription)) {
      return true;
    }
    frames.leave(subscription);
    return false;
  }

  int viewers() {
    return viewers.count() + frames.count();
  }

  /** Whether there is anybody, be it behind a tap. */
  boolean isThere() {
    return viewers() > 0 || taps.hasAudience();
  }

  /** All viewers, in the order of their clients' ids. */
  NavigableMap<Long, Subscription> subscriptions() {
    return frames.with(viewers.subscriptions());
  }

  /** Figures of the viewers behind one, in the order of their clients' ids. */
  List<ViewerSnapshot> page(long afterClient, int limit, long nowNanos) {
    return subscriptions().tailMap(afterClient, false).values().stream()
        .limit(limit)
        .map(subscription -> subscription.snapshot(nowNanos))
        .toList();
  }

  /** How many viewers get nothing until they have caught up. */
  static int behind(Collection<Subscription> all) {
    return (int) all.stream().filter(Subscription::isBehind).count();
  }

  /** How far these viewers are behind. */
  static DelaySnapshot delays(Collection<Subscription> all) {
    return DelaySnapshot.of(all.stream().mapToLong(Subscription::delayNanos).sorted().toArray());
  }
}
