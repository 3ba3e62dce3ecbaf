package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How viewers come into a stream: at its current group of pictures, at its next one, or behind what
 * they were given by somebody else.
 *
 * <p>Guarded by the stream's lock.
 */
final class StreamEntrance {

  private final RelayOptions options;
  private final RelayFigures figures;
  private final JoinState state;
  private final PublisherSlot publisher;
  private final StreamProgress progress;
  private final StreamViewers viewers;

  StreamEntrance(
      RelayOptions options,
      RelayFigures figures,
      JoinState state,
      PublisherSlot publisher,
      StreamProgress progress,
      StreamViewers viewers) {
    this.options = options;
    this.figures = figures;
    this.state = state;
    this.publisher = publisher;
    this.progress = progress;
    this.viewers = viewers;
  }

  /** As {@link LiveStream#join(Newcomer)}. */
  @Nullable Subscription join(Newcomer newcomer, long nowNanos) {
    JoinMessages messages = hasBegun() ? state.messages(progress.nextSequence()) : greeting();
    if (messages == null) {
      newcomer.refuse(StreamEnd.NO_BUFFERS);
      return null;
    }
    Duration maxDelay = newcomer.maxDelay();
    LagPolicy lag = maxDelay == null ? options.lag() : options.lag().withMaxDelay(maxDelay);
    Subscription subscription =
        subscription(newcomer.session(), lag, newcomer.listener(), nowNanos);
    List<MediaChunk> cached = newcomer.fromCache() ? state.group() : List.of();
    if (newcomer.fromCache() && cached.isEmpty() && progress.hasBegun()) {
      figures.counters().increment(RelayCounter.VIEWERS_JOINED_WITHOUT_PICTURE);
    }
    viewers.join(subscription, messages, cached);
    return subscription;
  }

  /** As {@link LiveStream#goOn}. */
  @Nullable Subscription goOn(
      ViewerSession session, StreamDescription what, long sequence, long nowNanos) {
    if (!state.isOf(what)) {
      return null;
    }
    boolean isNewest = sequence + 1 == progress.nextSequence();
    List<MediaChunk> next = isNewest ? List.of() : state.groupBehind(sequence);
    if (!isNewest && next.isEmpty()) {
      return null;
    }
    LagPolicy lag = options.lag().withMaxDelay(LagPolicy.LONGEST_DELAY);
    Subscription subscription = subscription(session, lag, null, nowNanos);
    JoinMessages away = publisher.current() == null ? greeting() : null;
    viewers.goOn(subscription, away == null ? JoinMessages.NONE : away, next);
    return subscription;
  }

  private Subscription subscription(
      ViewerSession session,
      LagPolicy lag,
      @Nullable SubscriptionListener listener,
      long nowNanos) {
    session.sendQueueBound(lag.queueBytes());
    ViewerLink link = new ViewerLink(progress.averageBytesPerSecond(nowNanos), nowNanos);
    return new Subscription(
        session, lag, figures, viewers.queuedFor(session), link, nowNanos, listener);
  }

  /** Whether there is media, or soon will be. */
  boolean hasBegun() {
    return publisher.current() != null && state.description() != null;
  }

  /** What a viewer gets that joins before there is media: why it has to wait. */
  private @Nullable JoinMessages greeting() {
    return publisher.isAway() ? state.publisherAway() : JoinMessages.NONE;
  }
}
