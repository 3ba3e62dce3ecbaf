package io.iocp.streaming.relay;

import io.iocp.connection.SendOutcome;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.protocol.WsClose;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One viewer of one stream, and how far behind it is.
 *
 * <pre>
 *              what waits is too old or too much:
 *              all of it is discarded                  a keyframe, and nothing old waits
 *   FOLLOWING ──────────────────────────────▶ BEHIND ──────────────────────────────────▶ FOLLOWING
 *                                               │ for longer than the limit
 *                                               ▼
 *                                        closed with 4410
 * </pre>
 *
 * <p>The keyframe is the next that comes or the newest that is cached, whichever shows a fresh
 * picture sooner. A viewer that falls behind in each of several groups gets keyframes only for a
 * while. Only accessed by its fan-out, except for figures.
 */
public final class Subscription {

  /** Close code for a viewer that stayed behind. */
  public static final int TOO_SLOW = 4410;

  private static final long NOT_BEHIND = Long.MIN_VALUE;

  private static final VarHandle DELAY_NANOS;

  static {
    try {
      DELAY_NANOS =
          MethodHandles.lookup().findVarHandle(Subscription.class, "delayNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ViewerSession session;
  private final LagPolicy policy;
  private final long maxDelayNanos;
  private final RelayFigures figures;
  private final QueuedMedia queued;
  private final long joinedNanos;
  private final @Nullable SubscriptionListener listener;
  private final KeyframesOnly keyframesOnly = new KeyframesOnly();
  private ViewerLink link;
  private ViewerLosses losses = new ViewerLosses();
  // What a viewer that moves here gets in front of its first keyframe, instead of at once.
  private @Nullable JoinMessages held;
  private boolean waitingForKeyframe = true;
  private boolean resuming;
  private boolean firstPicture = true;
  private boolean closed;
  // When the newest media arrived that was queued for it; when it joined, before there is any.
  private long newestNanos;

  // Written by the fan-out only. Administration reads them; a figure may be a moment old.
  private volatile long behindSinceNanos = NOT_BEHIND;
  // Through DELAY_NANOS: it is written for each chunk, and nothing else depends on it.
  private long delayNanos;

  Subscription(
      ViewerSession session,
      LagPolicy policy,
      RelayFigures figures,
      QueuedMedia queued,
      ViewerLink link,
      long nowNanos,
      @Nullable SubscriptionListener listener) {
    this.listener = listener;
    this.queued = queued;
    this.session = session;
    this.policy = policy;
    this.maxDelayNanos = policy.maxDelay().toNanos();
    this.figures = figures;
    this.joinedNanos = nowNanos;
    this.newestNanos = nowNanos;
    this.link = link;
  }

  /** The viewer's session. */
  public ViewerSession session() {
    return session;
  }

  /** Figures of this moment. Any thread. */
  ViewerSnapshot snapshot(long nowNanos) {
    long since = behindSinceNanos;
    return new ViewerSnapshot(
        session.id(),
        session.remoteAddress(),
        listener != null,
        listener == null ? null : listener.pinned(),
        since == NOT_BEHIND ? null : Duration.ofNanos(Math.max(0, nowNanos - since)),
        Duration.ofNanos(delayNanos()),
        session.queuedBytes(),
        losses.dropsToKeyframe(),
        losses.skippedChunks(),
        losses.discardedBytes());
  }

  /** Who has it move among renditions, or null. Any thread. */
  @Nullable SubscriptionListener listener() {
    return listener;
  }

  /** Whether it gets nothing until it has caught up. Any thread. */
  boolean isBehind() {
    return behindSinceNanos != NOT_BEHIND;
  }

  /**
   * Age of the oldest byte that it had not been sent when it was looked at last, with what the
   * kernel held at the last tick. Any thread.
   */
  long delayNanos() {
    return (long) DELAY_NANOS.getOpaque(this);
  }

  /** Bytes a second that the viewer's link has carried; 0 when nothing is known. */
  long linkBytesPerSecond() {
    return link.bytesPerSecond();
  }

  /** Goes on where the viewer's subscription of another rendition ends. */
  void takeOver(Subscription other) {
    other.closed = true;
    link = other.link;
    losses = other.losses;
  }

  /** The viewer leaves: nothing is kept for it. */
  void left() {
    closed = true;
    hold(null);
  }

  private void hold(@Nullable JoinMessages messages) {
    if (held != null) {
      held.release();
    }
    held = messages;
  }

  /** Queues what every viewer gets before media. Media without it would be of no use. */
  void begin(JoinMessages messages, long nowNanos) {
    if (closed) {
      return;
    }
    if (listener != null && firstPicture) {
      hold(messages.retain());
      return;
    }
    beginNow(messages, nowNanos);
  }

  private void beginNow(JoinMessages messages, long nowNanos) {
    link.begin(session);
    waitingForKeyframe = true;
    StreamDescription description = messages.description();
    if (description != null && !session.begins(description)) {
      closed = true;
      return;
    }
    if (!offersAtOnce(() -> messages.offerText(session, nowNanos))
        || !offersAtOnce(() -> messages.offerInit(session, nowNanos))) {
      closeTooSlow("the stream restarted while the viewer was behind");
    }
  }

  /** Offers what cannot be left out, in the place of what waits if it has to be. */
  private boolean offersAtOnce(Supplier<SendOutcome> offer) {
    if (offer.get() == SendOutcome.FULL) {
      discard();
      return offer.get() != SendOutcome.FULL;
    }
    return true;
  }

  /** The publisher is away: the viewer is told, and waits. */
  void waiting(JoinMessages messages, long nowNanos) {
    waitingForKeyframe = true;
    behindSinceNanos = NOT_BEHIND;
    if (!closed && (listener == null || !listener.lost(this, null))) {
      messages.offerText(session, nowNanos);
    }
  }

  /** A gap in the stream: what follows makes sense from the next keyframe on. */
  void skipToKeyframe() {
    waitingForKeyframe = true;
  }

  /**
   * Queues a chunk, or skips it; {@link #flush()} starts sending.
   *
   * @return whether the viewer is better off with the current group from its start, which the
   *     caller then has {@linkplain #resume sent}
   */
  boolean deliver(MediaChunk chunk, GroupState group, long nowNanos) {
    if (closed) {
      return false;
    }
    boolean late = dropWhatIsLate(nowNanos);
    if (keyframesOnly.isOn() && !chunk.isKeyframe()) {
      skipped(nowNanos);
      return false;
    }
    if (waitingForKeyframe && !canStartWith(chunk, late)) {
      skipped(nowNanos);
      return isReadyToResume(late)
          && group.isSoonerThanTheNext(link.bytesPerSecond(), maxDelayNanos, nowNanos);
    }
    offer(chunk, chunk.arrivalNanos(), nowNanos);
    return false;
  }

  /**
   * Whether it waits for a keyframe through no fault of its own. A slow viewer waits for the next
   * one that comes: others would pay for more of them.
   */
  boolean deservesKeyframe() {
    return waitingForKeyframe && !closed && !keyframesOnly.isOn() && behindSinceNanos == NOT_BEHIND;
  }

  /** The current group of pictures, from its keyframe on, for a viewer that has none. */
  void resume(List<MediaChunk> group, long nowNanos) {
    resuming = false;
    if (closed || !waitingForKeyframe || group.isEmpty()) {
      return;
    }
    if (behindSinceNanos != NOT_BEHIND) {
      figures.counters().increment(RelayCounter.RESUMED_FROM_CACHE);
    }
    for (MediaChunk chunk : group) {
      // What it is sent again is as old as the decision to send it.
      offer(chunk, nowNanos, nowNanos);
      if (waitingForKeyframe) {
        return; // There was no room for it: what follows makes no sense without it.
      }
    }
  }

  /** Goes on behind what the viewer has been given of the stream by somebody else. */
  void goOn(JoinMessages messages, List<MediaChunk> next, long nowNanos) {
    link.begin(session);
    firstPicture = false;
    waitingForKeyframe = false;
    if (messages.offerText(session, nowNanos) == SendOutcome.CLOSED) {
      closed = true;
    }
    for (int i = 0; i < next.size() && !closed && !waitingForKeyframe; i++) {
      offer(next.get(i), nowNanos, nowNanos);
    }
  }

  private void offer(MediaChunk chunk, long stampNanos, long nowNanos) {
    if (held != null) {
      startHere(held, nowNanos);
      if (closed) {
        return;
      }
    }
    SendOutcome outcome = session.offer(chunk.frames(), stampNanos, true);
    switch (outcome) {
      case SENT, QUEUED -> {
        queued.add(chunk.payloadBytes());
        newestNanos = chunk.arrivalNanos();
        if (waitingForKeyframe) {
          started(nowNanos);
        } else if (chunk.isKeyframe()) {
          keyframesOnly.wholeGroup();
        }
      }
      case FULL -> fellBehind("its queue is full", nowNanos);
      case CLOSED -> closed = true;
    }
  }

  /** The viewer moves here with this keyframe. */
  private void startHere(JoinMessages messages, long nowNanos) {
    Objects.requireNonNull(listener).starts(this);
    beginNow(messages, nowNanos);
    hold(null);
  }

  private void started(long nowNanos) {
    waitingForKeyframe = false;
    behindSinceNanos = NOT_BEHIND;
    if (firstPicture) {
      firstPicture = false;
      figures.joined(nowNanos - joinedNanos);
    }
  }

  /** Once a second: closes what stays behind, and takes the measure of the link. */
  void tick(long streamBytesPerSecond, long nowNanos) {
    if (closed || held != null) {
      if (listener != null && !closed) {
        listener.ticked(this, nowNanos);
      }
      return;
    }
    link.measure(session, streamBytesPerSecond, nowNanos);
    dropWhatIsLate(nowNanos);
    figures.delayed(delayNanos);
    waitingForKeyframe |= keyframesOnly.endsAt(nowNanos);
    closeIfBehindForLong(nowNanos);
    if (listener != null) {
      listener.ticked(this, nowNanos);
    }
  }

  /** Tells the viewer where live is, and how far it is behind. */
  void report(LiveTick tick, long nowNanos) {
    if (!closed && held == null && !isLate(nowNanos)) {
      long upstreamNanos = tick.upstream().delay().toNanos();
      long behindNanos = Math.max(delayNanos, link.kernelNanos() + upstreamNanos);
      Long newest = newestNanos == joinedNanos ? null : newestNanos;
      LiveMessage message = LiveMessage.of(tick, newest, behindNanos, losses, keyframesOnly.isOn());
      // With its time: if nothing else waits, it tells that the link is blocked.
      session.sendText(message.json(), nowNanos);
    }
  }

  /** Closes it if more than this waits for it. */
  void closeBeyond(long queuedBytes) {
    if (!closed && held == null && session.queuedBytes() > queuedBytes) {
      closeTooSlow("the server needs the buffers");
    }
  }

  void flush() {
    session.flush();
  }

  /** The stream is over. */
  void end(WsClose status) {
    if (closed || (listener != null && listener.lost(this, status))) {
      left();
    } else {
      session.close(status);
    }
  }

  private boolean canStartWith(MediaChunk chunk, boolean late) {
    return chunk.isKeyframe() && !late && hasRoom();
  }

  private boolean isReadyToResume(boolean late) {
    if (late || resuming || keyframesOnly.isOn() || behindSinceNanos == NOT_BEHIND || !hasRoom()) {
      return false;
    }
    resuming = true;
    return true;
  }

  /** Half of the bound is for the rest of the group: some groups whole, not all beginnings. */
  private boolean hasRoom() {
    return behindSinceNanos == NOT_BEHIND || session.queuedBytes() <= policy.queueBytes() / 2;
  }

  private boolean isLate(long nowNanos) {
    long oldest = session.oldestUnsentNanos();
    return oldest != ViewerSession.NOTHING_UNSENT && nowNanos - oldest > maxDelayNanos;
  }

  private boolean dropWhatIsLate(long nowNanos) {
    long oldest = session.oldestUnsentNanos();
    long waitsSince = oldest == ViewerSession.NOTHING_UNSENT ? nowNanos : oldest;
    long begins = behindSinceNanos == NOT_BEHIND ? waitsSince : newestNanos;
    DELAY_NANOS.setOpaque(this, link.kernelNanos() + Math.max(0, nowNanos - begins));
    boolean late = nowNanos - waitsSince > maxDelayNanos;
    if (late && !waitingForKeyframe) {
      fellBehind("its link is slower than the stream", nowNanos);
    } else if (late) {
      discard(); // It was queued before a gap, and is in the way of the keyframe.
    }
    return late;
  }

  private void fellBehind(String why, long nowNanos) {
    if (!waitingForKeyframe) {
      figures.counters().increment(RelayCounter.DROPS_TO_KEYFRAME);
      losses.dropped(session.id(), why, delayNanos);
      waitingForKeyframe = true;
      if (keyframesOnly.fellBehind(nowNanos)) {
        figures.counters().increment(RelayCounter.KEYFRAMES_ONLY);
      }
    }
    losses.because(why);
    discard();
    if (behindSinceNanos == NOT_BEHIND) {
      behindSinceNanos = nowNanos;
      figures.listener().happened(StreamChange.VIEWER_SLOW, null, session.id());
      if (listener != null) {
        listener.fellBehind(this);
      }
    }
    skipped(nowNanos);
  }

  private void discard() {
    long bytes = session.discardQueued();
    losses.discarded(bytes);
    figures.counters().add(RelayCounter.BYTES_DISCARDED_VIEWER_SLOW, bytes);
  }

  private void skipped(long nowNanos) {
    if (behindSinceNanos == NOT_BEHIND && !keyframesOnly.isOn()) {
      return; // It has just joined; nothing was taken from it.
    }
    losses.skipped();
    figures.counters().increment(RelayCounter.CHUNKS_SKIPPED_VIEWER_SLOW);
    closeIfBehindForLong(nowNanos);
  }

  private void closeIfBehindForLong(long nowNanos) {
    if (!closed
        && behindSinceNanos != NOT_BEHIND
        && nowNanos - behindSinceNanos > policy.closeAfter().toNanos()) {
      closeTooSlow("behind for " + policy.closeAfter().toSeconds() + " s");
    }
  }

  private void closeTooSlow(String why) {
    closed = true;
    figures.counters().increment(RelayCounter.VIEWERS_CLOSED_TOO_SLOW);
    session.closeWithoutBacklog(new WsClose(TOO_SLOW, "viewer is too slow: " + why));
  }
}
