package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.GroupOfPicturesCache;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A stream that somebody publishes: what late viewers need, and a {@link WorkerFanOut} for each
 * worker that has viewers.
 *
 * <p>Any thread. The lock is held to put events in the same order into cache and fan-outs, never
 * while something is sent.
 */
public final class LiveStream {

  private static final WsClose ENDED = new WsClose(CloseCode.NORMAL, "stream has ended");
  private static final WsClose NO_BUFFERS =
      new WsClose(CloseCode.TRY_AGAIN_LATER, "server is out of buffers");

  private static final long KEYFRAME_REQUEST_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final StreamId id;
  private final BufferPool buffers;
  private final RelayOptions options;
  private final NanoClock clock;
  private final RelayFigures figures;
  private final long startedNanos;
  private final LongAdder deliveredBytes = new LongAdder();
  private final StreamTaps taps = new StreamTaps();

  // All below guarded by this.
  private final GroupOfPicturesCache cache;
  private final Map<Integer, WorkerFanOut> fanOuts = new TreeMap<>();
  private final RateMeter rate;
  private @Nullable StreamDescription description;
  private List<SharedBuffer> initSegment = List.of();
  private long nextSequence;
  private long bytes;
  // By client, in the order of their ids.
  private final NavigableMap<Long, Subscription> viewers = new TreeMap<>();
  private boolean ended;
  // Null while the stream waits for a publisher.
  private @Nullable Feed feed;
  private long lastPublisher;
  private long waitsUntilNanos;
  private long lastMediaNanos;
  private long keyframeRequestDueNanos;

  LiveStream(
      StreamId id,
      BufferPool buffers,
      RelayOptions options,
      NanoClock clock,
      RelayFigures figures) {
    this.id = id;
    this.buffers = buffers;
    this.options = options;
    this.clock = clock;
    this.figures = figures;
    this.cache = new GroupOfPicturesCache(options.cache());
    this.startedNanos = clock.nanoTime();
    this.lastMediaNanos = startedNanos;
    this.keyframeRequestDueNanos = startedNanos;
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
  synchronized @Nullable Feed feed(long publisher) {
    if (ended) {
      return null;
    }
    if (feed != null || lastPublisher != 0) {
      figures.counters().increment(RelayCounter.PUBLISHERS_TAKEN_OVER);
    }
    gap();
    feed = new Feed(this, publisher);
    lastPublisher = publisher;
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
    feed = null;
    waitsUntilNanos = clock.nanoTime() + grace.toNanos();
    cache.clear();
    taps.forEach(StreamTap::waiting);
    JoinMessages waiting = message(WaitingMessage.json("the publisher is disconnected"));
    fanOuts.values().forEach(fanOut -> fanOut.waiting(waiting.retain()));
    waiting.release();
    return true;
  }

  /** Whether no publisher came in time. */
  synchronized boolean hasWaitedInVain() {
    return feed == null && lastPublisher != 0 && clock.nanoTime() - waitsUntilNanos >= 0;
  }

  synchronized boolean isFedBy(Feed one) {
    return !ended && feed == one;
  }

  /** Whether somebody publishes it now. */
  public synchronized boolean isFed() {
    return feed != null;
  }

  synchronized void begin(Feed from, StreamDescription what, List<SharedBuffer> init) {
    if (!isFedBy(from)) {
      init.forEach(SharedBuffer::release);
      return;
    }
    cache.clear();
    initSegment.forEach(SharedBuffer::release);
    initSegment = init;
    description = what;
    taps.forEach(tap -> tap.begin(what, init));
    JoinMessages messages = joinMessages();
    if (messages == null) {
      end(NO_BUFFERS);
      return;
    }
    fanOuts.values().forEach(fanOut -> fanOut.begin(messages.retain()));
    messages.release();
  }

  synchronized void publish(
      Feed from, boolean keyframe, List<SharedBuffer> frames, long payloadBytes) {
    if (!isFedBy(from)) {
      frames.forEach(SharedBuffer::release);
      return;
    }
    lastMediaNanos = clock.nanoTime();
    MediaChunk chunk =
        new MediaChunk(nextSequence++, lastMediaNanos, keyframe, frames, payloadBytes);
    figures.counters().increment(RelayCounter.CHUNKS_PUBLISHED);
    bytes += payloadBytes;
    rate.add(payloadBytes, lastMediaNanos);
    cache.add(chunk);
    fanOuts.values().forEach(fanOut -> fanOut.publish(chunk));
    taps.forEach(tap -> tap.publish(chunk));
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
    if (cache.slotBytes() > shareBytes) {
      cache.clear();
    }
    fanOuts.values().forEach(fanOut -> fanOut.closeBeyond(options.lag().queueBytes() / 8));
    if (initSegment.stream().mapToLong(SharedBuffer::capacity).sum() > shareBytes) {
      endWithoutBuffers();
    }
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

  private void gap() {
    cache.clear();
    taps.forEach(StreamTap::gap);
    fanOuts.values().forEach(WorkerFanOut::gap);
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
    StreamDescription what = description;
    if (feed != null && what != null) {
      tap.begin(what, initSegment);
      List<MediaChunk> group = cache.snapshot();
      group.forEach(tap::publish);
      group.forEach(MediaChunk::release);
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
  public synchronized @Nullable Subscription join(
      ViewerSession session, @Nullable Duration maxDelay) {
    if (ended) {
      session.close(ENDED);
      return null;
    }
    JoinMessages messages = feed == null || description == null ? greeting() : joinMessages();
    if (messages == null) {
      session.close(NO_BUFFERS);
      return null;
    }
    LagPolicy lag = maxDelay == null ? options.lag() : options.lag().withMaxDelay(maxDelay);
    session.sendQueueBound(lag.queueBytes());
    Subscription subscription =
        new Subscription(session, lag, figures, deliveredBytes, clock.nanoTime());
    List<MediaChunk> cached = cache.snapshot();
    if (cached.isEmpty() && nextSequence > 0) {
      figures.counters().increment(RelayCounter.VIEWERS_JOINED_WITHOUT_PICTURE);
    }
    fanOuts
        .computeIfAbsent(
            session.worker(),
            worker -> new WorkerFanOut(session, clock, figures, this::resume, this::keyframeWanted))
        .join(subscription, messages, cached);
    viewers.put(session.id(), subscription);
    figures.counters().increment(RelayCounter.VIEWERS_JOINED);
    return subscription;
  }

  /** Sends a viewer that has nothing the current group of pictures. */
  private synchronized void resume(Subscription subscription) {
    WorkerFanOut fanOut = fanOuts.get(subscription.session().worker());
    if (fanOut != null) {
      fanOut.resume(subscription, cache.snapshot());
    }
  }

  /** What a picture of the stream can be made of now; null when no keyframe is kept. */
  public synchronized @Nullable PictureSource picture() {
    MediaChunk keyframe = cache.keyframe();
    if (keyframe == null) {
      return null;
    }
    initSegment.forEach(SharedBuffer::retain);
    return new PictureSource(Objects.requireNonNull(description), initSegment, keyframe);
  }

  /** Viewers wait for a keyframe: asks the publisher for one, if it listens. */
  private void keyframeWanted() {
    Runnable request = takeKeyframeRequest();
    if (request != null) {
      request.run();
    }
  }

  /**
   * The publisher's ear, unless it has been asked a moment ago: what is asked for takes a while.
   */
  private synchronized @Nullable Runnable takeKeyframeRequest() {
    Runnable request = feed == null ? null : feed.keyframeRequest();
    long now = clock.nanoTime();
    if (request == null || now - keyframeRequestDueNanos < 0) {
      return null;
    }
    keyframeRequestDueNanos = now + KEYFRAME_REQUEST_INTERVAL_NANOS;
    figures.counters().increment(RelayCounter.KEYFRAMES_REQUESTED);
    return request;
  }

  /** A second has passed: viewers that are behind are looked after, and all are told. */
  synchronized void tick(long serverTimeMillis) {
    if (feed != null && nextSequence > 0) {
      fanOuts.values().forEach(fanOut -> fanOut.tick(nextSequence, serverTimeMillis));
    }
  }

  /** The viewer is gone. */
  public synchronized void leave(Subscription subscription) {
    viewers.remove(subscription.session().id());
    WorkerFanOut fanOut = fanOuts.get(subscription.session().worker());
    if (fanOut != null) {
      fanOut.leave(subscription);
    }
  }

  /** The stream is over: viewers are closed. */
  synchronized void end() {
    end(ENDED);
  }

  private void end(WsClose status) {
    if (ended) {
      return;
    }
    ended = true;
    cache.clear();
    initSegment.forEach(SharedBuffer::release);
    initSegment = List.of();
    taps.forEach(StreamTap::end);
    fanOuts.values().forEach(fanOut -> fanOut.end(status));
  }

  /** Whether nothing more goes out, whatever the publisher sends. */
  public synchronized boolean hasEnded() {
    return ended;
  }

  public synchronized int viewers() {
    return viewers.size();
  }

  /**
   * A page of the viewers, in order of their clients' ids.
   *
   * @param afterClient only those with a larger id
   * @param limit most of them
   */
  public synchronized List<ViewerSnapshot> viewers(long afterClient, int limit) {
    long now = clock.nanoTime();
    return viewers.tailMap(afterClient, false).values().stream()
        .limit(limit)
        .map(subscription -> subscription.snapshot(now))
        .toList();
  }

  /** Whether this client watches. */
  public synchronized boolean isWatchedBy(long client) {
    return viewers.containsKey(client);
  }

  /** Id of the client that publishes, or published last. */
  public synchronized long publisher() {
    return lastPublisher;
  }

  /** Figures of this moment. */
  public synchronized StreamSnapshot snapshot() {
    long now = clock.nanoTime();
    return new StreamSnapshot(
        id,
        description,
        lastPublisher,
        feed == null,
        viewers.size(),
        (int) viewers.values().stream().filter(Subscription::isBehind).count(),
        nextSequence,
        bytes,
        rate.bytesPerSecond(now),
        deliveredBytes.sum(),
        delays(),
        Duration.ofNanos(now - startedNanos));
  }

  private DelaySnapshot delays() {
    return DelaySnapshot.of(
        viewers.values().stream().mapToLong(Subscription::delayNanos).sorted().toArray());
  }

  /** What a viewer gets that joins before there is media: why it has to wait. */
  private @Nullable JoinMessages greeting() {
    return lastPublisher == 0 || feed != null
        ? JoinMessages.NONE
        : message(WaitingMessage.json("the publisher is disconnected"));
  }

  /** What a viewer that joins now gets first, or null when the pool is empty. */
  private @Nullable JoinMessages joinMessages() {
    StreamDescription what = Objects.requireNonNull(description);
    List<SharedBuffer> text = text(StreamInfo.json(id, what, nextSequence));
    if (text.isEmpty()) {
      return null;
    }
    initSegment.forEach(SharedBuffer::retain);
    return new JoinMessages(what, text, initSegment);
  }

  /** A text for viewers; none when the pool is empty. */
  private JoinMessages message(String json) {
    return JoinMessages.of(text(json));
  }

  private List<SharedBuffer> text(String json) {
    return OutboundMessage.of(
        buffers, MessageType.TEXT, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }
}
