package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream that somebody publishes: what late viewers need, and a {@link WorkerFanOut} for each
 * worker that has viewers.
 *
 * <p>Any thread. The lock is held to put events in the same order into cache and fan-outs, never
 * while something is sent.
 */
public final class LiveStream {

  private final StreamId id;
  private final RelayOptions options;
  private final NanoClock clock;
  private final RelayFigures figures;
  // What a chunk of it counts as.
  private final RelayCounter published;
  private final LongAdder deliveredBytes;

  // All below guarded by this.
  private final JoinState state;
  private final PublisherSlot publisher = new PublisherSlot();
  private final StreamProgress progress;
  private final StreamViewers viewers;
  private final FrameViewers frames;
  private final StreamAudience audience;
  private final StreamEntrance entrance;
  private final KeyframeRequests keyframeRequests;
  private boolean ended;

  LiveStream(StreamId id, RelayResources relay) {
    this(id, relay, RelayCounter.CHUNKS_PUBLISHED, new LongAdder());
  }

  private LiveStream(
      StreamId id, RelayResources relay, RelayCounter published, LongAdder deliveredBytes) {
    this.id = id;
    this.options = relay.options();
    this.clock = relay.clock();
    this.figures = relay.figures();
    this.published = published;
    this.deliveredBytes = deliveredBytes;
    this.state = new JoinState(id, relay.buffers(), options.cache());
    long now = clock.nanoTime();
    this.progress = new StreamProgress(now);
    this.keyframeRequests = new KeyframeRequests(figures.counters(), now);
    this.viewers =
        new StreamViewers(clock, figures, deliveredBytes, this::resume, this::keyframeWanted);
    this.frames =
        new FrameViewers(
            this, () -> new LiveStream(id, relay, RelayCounter.FRAMES_MADE, deliveredBytes), relay);
    this.audience = new StreamAudience(viewers, frames);
    this.entrance = new StreamEntrance(options, figures, state, publisher, progress, viewers);
  }

  /** Its name. */
  public StreamId id() {
    return id;
  }

  /**
   * Gives the stream to a publisher, in the place of the one before.
   *
   * @return null when the stream has ended
   */
  synchronized @Nullable Feed feed(long client) {
    if (ended) {
      return null;
    }
    if (publisher.wasTaken()) {
      figures.counters().increment(RelayCounter.PUBLISHERS_TAKEN_OVER);
      tell(StreamChange.TAKEN_OVER, client);
    } else {
      tell(StreamChange.STARTED, client);
    }
    gap();
    Feed feed = new Feed(this, client);
    publisher.take(feed.info());
    progress.publisherCame(clock.nanoTime());
    return feed;
  }

  /**
   * The publisher is lost: viewers are told, and wait for another one.
   *
   * @param grace how long
   * @return whether it was the one that fed the stream
   */
  synchronized boolean publisherLost(Feed lost, Duration grace) {
    if (!isFedBy(lost)) {
      return false;
    }
    figures.counters().increment(RelayCounter.PUBLISHERS_LOST);
    publisher.leave(grace, clock.nanoTime());
    JoinMessages waiting = state.publisherAway();
    publisherAway(waiting);
    waiting.release();
    return true;
  }

  /** Viewers are told that the publisher is away; the references stay with the caller. */
  synchronized void publisherAway(JoinMessages waiting) {
    state.forgetGroup();
    audience.tell(outlet -> outlet.waiting(waiting.retain()));
  }

  /** Of a stream of frames only its viewers are news. */
  private void tell(StreamChange change, long client) {
    if (published == RelayCounter.CHUNKS_PUBLISHED || change.isOfViewer()) {
      figures.listener().happened(change, id, client);
    }
  }

  /** Whether no publisher came in time. */
  synchronized boolean hasWaitedInVain() {
    return publisher.hasWaitedInVain(clock.nanoTime());
  }

  synchronized boolean isFedBy(Feed one) {
    return !ended && publisher.current() == one.info();
  }

  /** Whether somebody publishes it now. */
  public synchronized boolean isFed() {
    return publisher.current() != null;
  }

  synchronized void begin(Feed from, StreamDescription what, List<SharedBuffer> init) {
    if (!isFedBy(from)) {
      init.forEach(SharedBuffer::release);
      return;
    }
    state.begin(what, init, from.info().upstream().hops());
    JoinMessages messages = state.messages(progress.nextSequence());
    if (messages == null) {
      end(StreamEnd.NO_BUFFERS);
      return;
    }
    audience.tell(outlet -> outlet.begin(messages.retain()));
    messages.release();
  }

  synchronized void publish(
      Feed from, boolean keyframe, List<SharedBuffer> frames, long payloadBytes, long captured) {
    if (!isFedBy(from)) {
      frames.forEach(SharedBuffer::release);
      return;
    }
    MediaChunk chunk =
        progress.chunk(
            keyframe, frames, payloadBytes, from.info().upstream(), captured, clock.nanoTime());
    figures.counters().increment(published);
    if (publisher.takesFirst(keyframe)) {
      tell(StreamChange.FIRST_FRAME, publisher.lastPublisher());
    }
    state.add(chunk);
    audience.tell(outlet -> outlet.publish(chunk));
    chunk.release();
  }

  /** Time since the last chunk was complete, or since the stream was begun. */
  public synchronized Duration silence() {
    return progress.silence(clock.nanoTime());
  }

  /**
   * The pool is nearly empty: gives up what is kept beyond a share of it, and viewers that have an
   * eighth of their queue's bound waiting. An init segment cannot be given up without the stream.
   */
  public synchronized void shedAbove(long shareBytes) {
    closeBeyond(options.lag().queueBytes() / 8);
    frames.shedAbove(shareBytes);
    if (state.shedAbove(shareBytes)) {
      endWithoutBuffers();
    }
  }

  /** Viewers that have more than this waiting are closed: others need the memory. */
  synchronized void closeBeyond(long queuedBytes) {
    audience.tell(outlet -> outlet.closeBeyond(queuedBytes));
  }

  private void endWithoutBuffers() {
    figures.counters().increment(RelayCounter.CHUNKS_LOST_NO_BUFFERS);
    end(StreamEnd.NO_BUFFERS);
  }

  synchronized void outOfBuffers(Feed from) {
    if (isFedBy(from)) {
      endWithoutBuffers();
    }
  }

  synchronized void lost(Feed from) {
    if (isFedBy(from)) {
      figures.counters().increment(RelayCounter.CHUNKS_LOST_NO_BUFFERS);
      progress.lost();
      gap();
    }
  }

  /** What follows makes sense from the next keyframe on. */
  synchronized void gap() {
    state.forgetGroup();
    audience.tell(Outlet::gap);
  }

  /**
   * Adds a tap, which gets what the stream is and its current group of pictures, then what comes.
   *
   * @return whether the stream still goes on
   */
  public synchronized boolean tap(StreamTap tap) {
    if (ended) {
      return false;
    }
    if (isFed()) {
      state.tell(tap);
    }
    audience.taps().add(tap);
    return true;
  }

  /** Removes a tap: it hears nothing any more. */
  public synchronized void untap(StreamTap tap) {
    audience.taps().remove(tap);
  }

  /**
   * A new viewer: gets the description, the init segment, the current group of pictures, then what
   * comes.
   *
   * @param maxDelay how far behind it may be, or null for what is configured
   * @return its subscription, or null when the stream has ended or the pool is empty; the session
   *     is being closed then
   */
  public @Nullable Subscription join(ViewerSession session, @Nullable Duration maxDelay) {
    return join(Newcomer.toStay(session, maxDelay));
  }

  /**
   * The same of one that may come from another rendition: it gets nothing in front of a keyframe,
   * and its session stays open when it cannot join.
   */
  synchronized @Nullable Subscription join(Newcomer newcomer) {
    if (ended) {
      newcomer.refuse(StreamEnd.ENDED);
      return null;
    }
    return joined(entrance.join(newcomer, clock.nanoTime()));
  }

  /**
   * A viewer that has been given all up to a chunk by somebody else, such as from a recording, and
   * goes on behind it without a gap. How late what waits for it may be is not bounded by what is
   * configured: it has chosen to be in the past.
   *
   * @param what the description of that media, the one that a {@link StreamTap} was given
   * @param sequence number of the last chunk that it was given
   * @return null when what follows is not there any more, or the stream has ended or begun anew
   *     since: then nothing has happened
   */
  public synchronized @Nullable Subscription goOn(
      ViewerSession session, StreamDescription what, long sequence) {
    return ended ? null : joined(entrance.goOn(session, what, sequence, clock.nanoTime()));
  }

  private @Nullable Subscription joined(@Nullable Subscription subscription) {
    if (subscription != null) {
      figures.counters().increment(RelayCounter.VIEWERS_JOINED);
      tell(StreamChange.VIEWER_JOINED, subscription.session().id());
    }
    return subscription;
  }

  /**
   * A new viewer of frames: gets the description, the tracks, the frames of the current group of
   * pictures, then what comes. They are made for as long as somebody wants them.
   *
   * @param maxDelay how far behind it may be, or null for what is configured
   * @param reader how to take frames out, if nobody does yet
   * @return as {@link #join}
   */
  public @Nullable Subscription joinFrames(
      ViewerSession session, @Nullable Duration maxDelay, Supplier<FrameReader> reader) {
    return joinFrames(Newcomer.toStay(session, maxDelay), reader);
  }

  /** The same of one that may come from another rendition. */
  synchronized @Nullable Subscription joinFrames(Newcomer newcomer, Supplier<FrameReader> reader) {
    if (ended) {
      newcomer.refuse(StreamEnd.ENDED);
      return null;
    }
    if (!isFed() && newcomer.listener() == null) {
      newcomer.session().sendText(WaitingMessage.PUBLISHER_AWAY);
    }
    JoinMessages messages =
        entrance.hasBegun() ? state.messages(progress.nextSequence()) : JoinMessages.NONE;
    List<MediaChunk> group = newcomer.fromCache() ? state.group() : List.of();
    return frames.join(newcomer, reader, messages, group);
  }

  /** Sends a viewer that has nothing the current group of pictures. */
  private synchronized void resume(Subscription subscription) {
    viewers.resume(subscription, state::group);
  }

  /** What a picture of the stream can be made of now; null when no keyframe is kept. */
  public synchronized @Nullable PictureSource picture() {
    return state.picture();
  }

  /** Viewers wait for a keyframe: asks the publisher for one, if it listens. */
  void keyframeWanted() {
    Runnable request;
    synchronized (this) {
      request = keyframeRequests.take(publisher.current(), clock.nanoTime());
    }
    if (request != null) {
      request.run();
    }
  }

  /** A second has passed: viewers that are behind are looked after, and all are told. */
  synchronized void tick(long serverTimeMillis) {
    tick(serverTimeMillis, publisher.upstream(), publisher.health().captureDelay());
  }

  /** The same of a stream that is made of another one, which comes from there. */
  synchronized void tick(long serverTimeMillis, Upstream upstream, @Nullable Duration captured) {
    if (isFed() && progress.hasBegun()) {
      LiveTick tick = progress.tick(serverTimeMillis, clock.nanoTime(), upstream, captured);
      audience.tell(outlet -> outlet.tick(tick));
    }
  }

  /** The viewer is gone. */
  public synchronized void leave(Subscription subscription) {
    if (audience.leave(subscription)) {
      tell(StreamChange.VIEWER_LEFT, subscription.session().id());
    }
  }

  /** The stream is over: viewers are closed. */
  synchronized void end() {
    end(StreamEnd.ENDED);
  }

  synchronized void end(WsClose status) {
    if (ended) {
      return;
    }
    ended = true;
    tell(StreamChange.STOPPED, publisher.lastPublisher());
    state.forget();
    audience.tell(outlet -> outlet.end(status));
  }

  /** Whether nothing more goes out, whatever the publisher sends. */
  public synchronized boolean hasEnded() {
    return ended;
  }

  /** Media bytes published a second, over some seconds: what renditions are ordered by. */
  synchronized long averageBytesPerSecond() {
    return progress.averageBytesPerSecond(clock.nanoTime());
  }

  public synchronized int viewers() {
    return audience.viewers();
  }

  /** Whether anybody watches, be it through a tap. */
  public synchronized boolean isWatched() {
    return audience.isThere();
  }

  /**
   * A page of the viewers, in order of their clients' ids.
   *
   * @param afterClient only those with a larger id
   * @param limit most of them
   */
  public synchronized List<ViewerSnapshot> viewers(long afterClient, int limit) {
    return audience.page(afterClient, limit, clock.nanoTime());
  }

  /** Whether this client watches. */
  public synchronized boolean isWatchedBy(long client) {
    return subscriptions().containsKey(client);
  }

  /** All viewers, those of frames as well. */
  synchronized NavigableMap<Long, Subscription> subscriptions() {
    return audience.subscriptions();
  }

  /** Id of the client that publishes, or published last. */
  public synchronized long publisher() {
    return publisher.lastPublisher();
  }

  /** Media bytes a second now. */
  public synchronized long bytesPerSecond() {
    return progress.bytesPerSecond(clock.nanoTime());
  }

  /** Figures of this moment. */
  public synchronized StreamSnapshot snapshot() {
    long now = clock.nanoTime();
    Collection<Subscription> all = subscriptions().values();
    return new StreamSnapshot(
        id,
        state.description(),
        publisher.lastPublisher(),
        !isFed(),
        all.size(),
        StreamAudience.behind(all),
        progress.nextSequence(),
        progress.bytes(),
        progress.bytesPerSecond(now),
        deliveredBytes.sum(),
        StreamAudience.delays(all),
        publisher.health(),
        publisher.upstream(),
        progress.age(now));
  }

  synchronized @Nullable StreamDescription description() {
    return state.description();
  }
}
