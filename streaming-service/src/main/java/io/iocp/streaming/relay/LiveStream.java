package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.statistics.Counters;
import io.iocp.streaming.stream.GroupOfPicturesCache;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.OutboundMessage;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
 * <p>Any thread. The lock is held to put events in the same order into cache and lanes, never while
 * something is sent.
 */
public final class LiveStream {

  private static final WsClose ENDED = new WsClose(CloseCode.NORMAL, "stream has ended");
  private static final WsClose NO_BUFFERS =
      new WsClose(CloseCode.TRY_AGAIN_LATER, "server is out of buffers");

  private final StreamId id;
  private final long publisher;
  private final BufferPool buffers;
  private final RelayOptions options;
  private final NanoClock clock;
  private final Counters<RelayCounter> counters;
  private final long startedNanos;
  private final LongAdder deliveredBytes = new LongAdder();

  // All below guarded by this.
  private final GroupOfPicturesCache cache;
  private final Map<Integer, WorkerFanOut> lanes = new TreeMap<>();
  private final RateMeter rate;
  private @Nullable StreamDescription description;
  private List<SharedBuffer> initSegment = List.of();
  private long nextSequence;
  private long bytes;
  // By client, in the order of their ids.
  private final NavigableMap<Long, Subscription> viewers = new TreeMap<>();
  private boolean ended;
  private long lastMediaNanos;

  LiveStream(
      StreamId id,
      long publisher,
      BufferPool buffers,
      RelayOptions options,
      NanoClock clock,
      Counters<RelayCounter> counters) {
    this.id = id;
    this.publisher = publisher;
    this.buffers = buffers;
    this.options = options;
    this.clock = clock;
    this.counters = counters;
    this.cache = new GroupOfPicturesCache(options.cache());
    this.startedNanos = clock.nanoTime();
    this.lastMediaNanos = startedNanos;
    this.rate = new RateMeter(startedNanos);
  }

  public StreamId id() {
    return id;
  }

  /**
   * The publisher has begun, or begun anew: viewers get the description and the init segment, and
   * media from the next keyframe on.
   *
   * @param init the init segment as an encoded message, with references that the stream takes over;
   *     empty if the format has none
   */
  public synchronized void begin(StreamDescription what, List<SharedBuffer> init) {
    if (ended) {
      init.forEach(SharedBuffer::release);
      return;
    }
    cache.clear();
    initSegment.forEach(SharedBuffer::release);
    initSegment = init;
    description = what;
    JoinMessages preamble = preamble();
    if (preamble == null) {
      end(NO_BUFFERS);
      return;
    }
    lanes.values().forEach(lane -> lane.begin(preamble.retain()));
    preamble.release();
  }

  /**
   * The next chunk for everyone.
   *
   * @param frames the encoded message, with references that the stream takes over
   */
  public synchronized void publish(boolean keyframe, List<SharedBuffer> frames, long payloadBytes) {
    MediaChunk chunk = new MediaChunk(nextSequence++, keyframe, frames, payloadBytes);
    if (!ended) {
      counters.increment(RelayCounter.CHUNKS_PUBLISHED);
      bytes += payloadBytes;
      lastMediaNanos = clock.nanoTime();
      rate.add(payloadBytes, lastMediaNanos);
      cache.add(chunk);
      lanes.values().forEach(lane -> lane.publish(chunk));
    }
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
  public synchronized void giveUpBeyond(long shareBytes) {
    if (cache.slotBytes() > shareBytes) {
      cache.clear();
    }
    lanes.values().forEach(lane -> lane.closeBeyond(options.lag().queueBytes() / 8));
    if (initSegment.stream().mapToLong(SharedBuffer::capacity).sum() > shareBytes) {
      outOfBuffers();
    }
  }

  /** The pool was empty when the stream was to begin: it cannot go on. */
  public synchronized void outOfBuffers() {
    counters.increment(RelayCounter.CHUNKS_LOST_NO_BUFFERS);
    end(NO_BUFFERS);
  }

  /** A chunk is missing because the pool was empty: everybody waits for the next keyframe. */
  public synchronized void lost() {
    counters.increment(RelayCounter.CHUNKS_LOST_NO_BUFFERS);
    nextSequence++;
    cache.clear();
    lanes.values().forEach(WorkerFanOut::hole);
  }

  /**
   * A new viewer: gets the description, the init segment, the current group of pictures, then what
   * comes.
   *
   * @return its subscription, or null when the stream has ended or the pool is empty; the session
   *     is being closed then
   */
  public synchronized @Nullable Subscription join(WsSession session) {
    if (ended) {
      session.close(ENDED);
      return null;
    }
    JoinMessages preamble = description == null ? JoinMessages.NONE : preamble();
    if (preamble == null) {
      session.close(NO_BUFFERS);
      return null;
    }
    session.sendQueueBound(options.lag().queueBytes());
    Subscription subscription = new Subscription(session, options.lag(), counters, deliveredBytes);
    List<MediaChunk> cached = cache.snapshot();
    if (cached.isEmpty() && nextSequence > 0) {
      counters.increment(RelayCounter.VIEWERS_JOINED_WITHOUT_PICTURE);
    }
    lanes
        .computeIfAbsent(session.worker(), worker -> new WorkerFanOut(session, clock, counters))
        .join(subscription, preamble, cached);
    viewers.put(session.id(), subscription);
    counters.increment(RelayCounter.VIEWERS_JOINED);
    return subscription;
  }

  /** The viewer is gone. */
  public synchronized void leave(Subscription subscription) {
    viewers.remove(subscription.session().id());
    WorkerFanOut lane = lanes.get(subscription.session().worker());
    if (lane != null) {
      lane.leave(subscription);
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
    lanes.values().forEach(lane -> lane.end(status));
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

  /** Id of the publishing client. */
  public long publisher() {
    return publisher;
  }

  /** Figures of this moment. */
  public synchronized StreamSnapshot snapshot() {
    long now = clock.nanoTime();
    return new StreamSnapshot(
        id,
        description,
        publisher,
        viewers.size(),
        (int) viewers.values().stream().filter(Subscription::isBehind).count(),
        nextSequence,
        bytes,
        rate.bytesPerSecond(now),
        deliveredBytes.sum(),
        Duration.ofNanos(now - startedNanos));
  }

  /** What a viewer that joins now gets first, or null when the pool is empty. */
  private @Nullable JoinMessages preamble() {
    String json = StreamInfo.json(id, Objects.requireNonNull(description), nextSequence);
    List<SharedBuffer> greeting =
        OutboundMessage.of(
            buffers, MessageType.TEXT, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
    if (greeting.isEmpty()) {
      return null;
    }
    List<List<SharedBuffer>> messages = new ArrayList<>(2);
    messages.add(greeting);
    if (!initSegment.isEmpty()) {
      initSegment.forEach(SharedBuffer::retain);
      messages.add(initSegment);
    }
    return new JoinMessages(messages);
  }
}
