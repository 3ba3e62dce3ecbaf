package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
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

  static final WsClose ENDED = new WsClose(CloseCode.NORMAL, "stream has ended");
  static final WsClose NO_BUFFERS =
      new WsClose(CloseCode.TRY_AGAIN_LATER, "server is out of buffers");

  private final StreamId id;
  private final BufferPool buffers;
  private final RelayOptions options;
  private final NanoClock clock;
  private final RelayFigures figures;
  private final long startedNanos;
  // What a chunk of it counts as.
  private final RelayCounter published;
  private final LongAdder deliveredBytes;
  private final StreamTaps taps = new StreamTaps();

  // All below guarded by this.
  private final JoinState state;
  private final StreamViewers viewers;
  private final FrameViewers frames;
  private final RateMeter rate;
  private long nextSequence;
  private long bytes;
  private boolean ended;
  private final PublisherSlot publisher = new PublisherSlot();
  private long lastMediaNanos;
  private final KeyframeRequests keyframeRequests;

  LiveStream(
      StreamId id,
      BufferPool buffers,
      RelayOptions options,
      NanoClock clock,
      RelayFigures figures) {
    this(id, buffers, options, clock, figures, RelayCounter.CHUNKS_PUBLISHED, new LongAdder());
  }

  private LiveStream(
      StreamId id,
      BufferPool buffers,
      RelayOptions options,
      NanoClock clock,
      RelayFigures figures,
      RelayCounter published,
      LongAdder deliveredBytes) {
    this.published = published;
    this.deliveredBytes = deliveredBytes;
    this.id = id;
    this.buffers = buffers;
    this.options = options;
    this.clock = clock;
    this.figures = figures;
    this.state = new JoinState(id, buffers, options.cache());
    this.startedNanos = clock.nanoTime();
    this.lastMediaNanos = startedNanos;
    this.keyframeRequests = new KeyframeRequests(figures.counters(), startedNanos);
    this.viewers =
        new StreamViewers(
            session ->
                new WorkerFanOut(session, clock, figures, this::resume, this::keyframeWanted));
    this.frames =
        new FrameViewers(
            this,
            () ->
                new LiveStream(
                    id, buffers, options, clock, figures, RelayCounter.FRAMES_MADE, deliveredBytes),
            buffers,
            clock,
            figures);
    this.rate = new RateMeter(startedNanos);
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
    publisher.take(feed);
    lastMediaNanos = clock.nanoTime();
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
    JoinMessages waiting = JoinMessages.publisherAway(buffers);
    publisherAway(waiting);
    waiting.release();
    return true;
  }

  /** Viewers are told that the publisher is away; the references stay with the caller. */
  synchronized void publisherAway(JoinMessages waiting) {
    state.forgetGroup();
    outlets(outlet -> outlet.waiting(waiting.retain()));
  }

  private void outlets(Consumer<Outlet> event) {
    viewers.tell(event);
    frames.tell(event);
    event.accept(taps);
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
    return !ended && publisher.feed() == one;
  }

  /** Whether somebody publishes it now. */
  public synchronized boolean isFed() {
    return publisher.feed() != null;
  }

  synchronized void begin(Feed from, StreamDescription what, List<SharedBuffer> init) {
    if (!isFedBy(from)) {
      init.forEach(SharedBuffer::release);
      return;
    }
    state.begin(what, init, from.upstream().hops());
    JoinMessages messages = state.messages(nextSequence);
    if (messages == null) {
      end(NO_BUFFERS);
      return;
    }
    outlets(outlet -> outlet.begin(messages.retain()));
    messages.release();
  }

  synchronized void publish(
      Feed from, boolean keyframe, List<SharedBuffer> frames, long payloadBytes, long captured) {
    if (!isFedBy(from)) {
      frames.forEach(SharedBuffer::release);
      return;
    }
    lastMediaNanos = clock.nanoTime();
    MediaChunk chunk =
        new MediaChunk(
            nextSequence++,
            lastMediaNanos - from.upstream().delay().toNanos(),
            from.upstream().withoutDelay(captured),
            keyframe,
            frames,
            payloadBytes);
    figures.counters().increment(published);
    if (publisher.takesFirst(keyframe)) {
      tell(StreamChange.FIRST_FRAME, publisher.lastPublisher());
    }
    bytes += payloadBytes;
    rate.add(payloadBytes, lastMediaNanos);
    state.add(chunk);
    outlets(outlet -> outlet.publish(chunk));
    chunk.release();
  }

  /** Time since the last chunk was complete, or since the stream was begun. */
  public synchronized Duration silence() {
    return Duration.ofNanos(clock.nanoTime() - lastMediaNanos);
  }

  /**
   * The pool is nearly empty: gives up what is kept beyond a share of it, and viewers that have an
   * eighth of their queue's bound waiting. An init segment cannot be given up without the stream.
   */
  public synchronized void shedAbove(long shareBytes) {
    boolean cannotGoOn = state.shedAbove(shareBytes);
    closeBeyond(options.lag().queueBytes() / 8);
    frames.shedAbove(shareBytes);
    if (cannotGoOn) {
      endWithoutBuffers();
    }
  }

  /** Viewers that have more than this waiting are closed: others need the memory. */
  synchronized void closeBeyond(long queuedBytes) {
    outlets(outlet -> outlet.closeBeyond(queuedBytes));
  }

  synchronized void outOfBuffers(Feed from) {
    if (isFedBy(from)) {
      endWithoutBuffers();
    }
  }

  private void endWithoutBuffers() {
    figures.counters().increment(RelayCounter.CHUNKS_LOST_NO_BUFFERS);
    end(NO_BUFFERS);
  }

  synchronized void lost(Feed from) {
    if (isFedBy(from)) {
      figures.counters().increment(RelayCounter.CHUNKS_LOST_NO_BUFFERS);
      nextSequence++;
      gap();
    }
  }

  /** What follows makes sense from the next keyframe on. */
  synchronized void gap() {
    state.forgetGroup();
    outlets(Outlet::gap);
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
    taps.add(tap);
    return true;
  }

  /** Removes a tap: it hears nothing any more. */
  public synchronized void untap(StreamTap tap) {
    taps.remove(tap);
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
    return join(session, maxDelay, null, true);
  }

  /**
   * A viewer that comes from another rendition, and gets nothing in front of a keyframe. Its
   * session stays open when it cannot join.
   *
   * @param listener told when it begins; null for a viewer that does not move
   * @param fromCache whether it begins with the current group of pictures, and not with the next
   */
  synchronized @Nullable Subscription join(
      ViewerSession session,
      @Nullable Duration maxDelay,
      @Nullable SubscriptionListener listener,
      boolean fromCache) {
    if (ended) {
      closeUnlessMoving(session, listener, ENDED);
      return null;
    }
    JoinMessages messages = hasBegun() ? state.messages(nextSequence) : greeting();
    if (messages == null) {
      closeUnlessMoving(session, listener, NO_BUFFERS);
      return null;
    }
    LagPolicy lag = maxDelay == null ? options.lag() : options.lag().withMaxDelay(maxDelay);
    session.sendQueueBound(lag.queueBytes());
    Subscription subscription =
        new Subscription(session, lag, figures, deliveredBytes, clock.nanoTime(), listener);
    List<MediaChunk> cached = fromCache ? state.group() : List.of();
    if (fromCache && cached.isEmpty() && nextSequence > 0) {
      figures.counters().increment(RelayCounter.VIEWERS_JOINED_WITHOUT_PICTURE);
    }
    viewers.join(subscription, messages, cached);
    figures.counters().increment(RelayCounter.VIEWERS_JOINED);
    tell(StreamChange.VIEWER_JOINED, session.id());
    return subscription;
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
    if (ended || !state.isOf(what)) {
      return null;
    }
    List<MediaChunk> next = sequence + 1 == nextSequence ? List.of() : state.groupBehind(sequence);
    if (sequence + 1 != nextSequence && next.isEmpty()) {
      return null;
    }
    LagPolicy lag = options.lag().withMaxDelay(LagPolicy.LONGEST_DELAY);
    session.sendQueueBound(lag.queueBytes());
    Subscription subscription =
        new Subscription(session, lag, figures, deliveredBytes, clock.nanoTime(), null);
    JoinMessages away = isFed() ? null : greeting();
    viewers.goOn(subscription, away == null ? JoinMessages.NONE : away, next);
    figures.counters().increment(RelayCounter.VIEWERS_JOINED);
    tell(StreamChange.VIEWER_JOINED, session.id());
    return subscription;
  }

  private static void closeUnlessMoving(
      ViewerSession session, @Nullable SubscriptionListener listener, WsClose status) {
    if (listener == null) {
      session.close(status);
    }
  }

  /**
   * A new viewer of frames: gets the description, the tracks, the frames of the current group of
   * pictures, then what comes. They are made for as long as somebody wants them.
   *
   * @param maxDelay how far behind it may be, or null for what is configured
   * @param reader how to take frames out, if nobody does yet
   * @return as {@link #join}
   */
  public synchronized @Nullable Subscription joinFrames(
      ViewerSession session, @Nullable Duration maxDelay, Supplier<FrameReader> reader) {
    if (ended) {
      session.close(ENDED);
      return null;
    }
    if (!isFed()) {
      session.sendText(WaitingMessage.PUBLISHER_AWAY);
    }
    JoinMessages messages = hasBegun() ? state.messages(nextSequence) : JoinMessages.NONE;
    return frames.join(session, maxDelay, reader, messages, state.group());
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
      request = keyframeRequests.take(publisher.feed(), clock.nanoTime());
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
    if (isFed() && nextSequence > 0) {
      LiveTick tick = new LiveTick(nextSequence, serverTimeMillis, upstream, captured);
      outlets(outlet -> outlet.tick(tick));
    }
  }

  /** The viewer is gone. */
  public synchronized void leave(Subscription subscription) {
    if (viewers.leave(subscription)) {
      tell(StreamChange.VIEWER_LEFT, subscription.session().id());
    } else {
      frames.leave(subscription);
    }
  }

  /** The stream is over: viewers are closed. */
  synchronized void end() {
    end(ENDED);
  }

  synchronized void end(WsClose status) {
    if (ended) {
      return;
    }
    ended = true;
    tell(StreamChange.STOPPED, publisher.lastPublisher());
    state.forget();
    outlets(outlet -> outlet.end(status));
  }

  /** Whether nothing more goes out, whatever the publisher sends. */
  public synchronized boolean hasEnded() {
    return ended;
  }

  /** Media bytes published a second, over some seconds: what renditions are ordered by. */
  synchronized long averageBytesPerSecond() {
    return rate.average(clock.nanoTime());
  }

  public synchronized int viewers() {
    return viewers.count() + frames.count();
  }

  /** Whether anybody watches, be it through a tap. */
  public synchronized boolean isWatched() {
    return viewers() > 0 || taps.hasAudience();
  }

  /**
   * A page of the viewers, in order of their clients' ids.
   *
   * @param afterClient only those with a larger id
   * @param limit most of them
   */
  public synchronized List<ViewerSnapshot> viewers(long afterClient, int limit) {
    long now = clock.nanoTime();
    return subscriptions().tailMap(afterClient, false).values().stream()
        .limit(limit)
        .map(subscription -> subscription.snapshot(now))
        .toList();
  }

  /** Whether this client watches. */
  public synchronized boolean isWatchedBy(long client) {
    return subscriptions().containsKey(client);
  }

  /** All viewers, those of frames as well. */
  synchronized NavigableMap<Long, Subscription> subscriptions() {
    return frames.with(viewers.subscriptions());
  }

  /** Id of the client that publishes, or published last. */
  public synchronized long publisher() {
    return publisher.lastPublisher();
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
        (int) all.stream().filter(Subscription::isBehind).count(),
        nextSequence,
        bytes,
        rate.bytesPerSecond(now),
        deliveredBytes.sum(),
        DelaySnapshot.of(all.stream().mapToLong(Subscription::delayNanos).sorted().toArray()),
        publisher.health(),
        publisher.upstream(),
        Duration.ofNanos(now - startedNanos));
  }

  synchronized boolean hasShownAnything() {
    return state.description() != null;
  }

  /** Whether there is media, or soon will be. */
  private boolean hasBegun() {
    return isFed() && state.description() != null;
  }

  /** What a viewer gets that joins before there is media: why it has to wait. */
  private @Nullable JoinMessages greeting() {
    return publisher.isAway() ? JoinMessages.publisherAway(buffers) : JoinMessages.NONE;
  }
}
