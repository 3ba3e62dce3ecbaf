package io.iocp.streaming.hls;

import io.iocp.buffer.BufferPool;
import io.iocp.session.Session;
import io.iocp.statistics.Counters;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Ticking;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are made as HLS, each once for all who ask, and only while somebody does. Any
 * thread; nothing blocks. Somebody has to {@link #tick} it.
 */
public final class HlsStreams implements Ticking {

  /** What all windows together may take of the pool. */
  private static final int POOL_PART = 4;

  /** With less than this part of the pool free, no more is kept than must be. */
  private static final int SCARCE_PART = 8;

  /** A part larger than this much of a window is cut early. */
  private static final int WINDOW_PART = 8;

  /** Numbers of segments grow with time, so that they never come again after a restart. */
  private static final Instant FIRST_SEGMENT = Instant.parse("2025-01-01T00:00:00Z");

  private static final int LONGEST_TARGET_SECONDS = 10;
  private static final int WINDOW_TARGETS = 3;
  private static final double NANOS = 1e9;

  private record Made(LiveStream source, HlsStream stream, HlsTap tap, AtomicLong askedNanos) {}

  private final StreamRegistry streams;
  private final StreamDemand demand;
  private final HlsOptions options;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Counters<HlsCounter> counters = new Counters<>(HlsCounter.class);
  private final HlsViewers viewers;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<StreamId, Made> made = new ConcurrentHashMap<>();
  // Guarded by this.
  private long nextNumber;

  /**
   * Makes what is asked for of these streams.
   *
   * @param demand streams that come when somebody wants to watch them
   */
  public HlsStreams(
      StreamRegistry streams,
      StreamDemand demand,
      HlsOptions options,
      NanoClock clock,
      InstantSource wallClock) {
    this.streams = streams;
    this.demand = demand;
    this.options = options;
    this.clock = clock;
    this.wallClock = wallClock;
    this.viewers = new HlsViewers(clock);
  }

  /** What is counted of all of them. */
  public Counters<HlsCounter> counters() {
    return counters;
  }

  /** Streams that are made now. */
  public int size() {
    return made.size();
  }

  /** Who has asked for a playlist within the last seconds, by address. */
  public int viewers() {
    return viewers.count();
  }

  /** Requests that wait for media that is to come. */
  public int waiting() {
    return waiting.get();
  }

  /** Native memory of the media that is kept. */
  public long memoryBytes() {
    return made.values().stream().mapToLong(one -> one.stream().slotBytes()).sum();
  }

  HlsOptions options() {
    return options;
  }

  StreamRegistry streams() {
    return streams;
  }

  StreamDemand demand() {
    return demand;
  }

  NanoClock clock() {
    return clock;
  }

  /** Somebody, whoever this text stands for, watches. */
  void watched(String viewer) {
    viewers.asked(viewer);
  }

  /** Takes a place among those who wait; false when there is none. */
  boolean takePlace() {
    if (waiting.incrementAndGet() > options.maximumWaiting()) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  void leavePlace() {
    waiting.decrementAndGet();
  }

  /** What is kept of a stream, which somebody has asked for before. */
  Optional<HlsStream> find(StreamId id) {
    Made one = made.get(id);
    if (one == null) {
      return Optional.empty();
    }
    one.askedNanos().set(clock.nanoTime());
    return Optional.of(one.stream());
  }

  /**
   * A stream that is live, made from now on if it was not yet.
   *
   * @param session of the worker that is to do the work
   */
  Optional<HlsStream> open(LiveStream live, Session session) {
    Made one = made.get(live.id());
    if (one == null || (one.source() != live && one.stream().isOver())) {
      one = begin(live, session, one);
    }
    if (one == null) {
      return Optional.empty();
    }
    one.askedNanos().set(clock.nanoTime());
    return Optional.of(one.stream());
  }

  private synchronized @Nullable Made begin(
      LiveStream live, Session session, @Nullable Made before) {
    Made there = made.get(live.id());
    if (there != null && !there.equals(before)) {
      return there; // Somebody else was faster.
    }
    if (there != null) {
      stop(there);
    }
    int targetSeconds = targetSeconds(live.snapshot().health().keyframeInterval());
    double windowSeconds =
        Math.max(options.window().toNanos() / NANOS, WINDOW_TARGETS * (double) targetSeconds);
    SegmentWindow window = new SegmentWindow(windowSeconds, takeNumbers());
    double partSeconds = options.partDuration().toNanos() / NANOS;
    HlsStream stream =
        new HlsStream(
            session.buffers(),
            counters,
            () -> shareBytes(session.buffers()),
            targetSeconds,
            partSeconds,
            window);
    Segmenter segmenter =
        new Segmenter(
            partSeconds,
            options.segmentDuration().toNanos() / NANOS,
            targetSeconds,
            options.maximumBytes() / WINDOW_PART,
            stream);
    HlsTap tap = new HlsTap(stream, segmenter, session, clock, wallClock, counters);
    Made one = new Made(live, stream, tap, new AtomicLong(clock.nanoTime()));
    if (!live.tap(tap)) {
      return null;
    }
    made.put(live.id(), one);
    counters.increment(HlsCounter.STREAMS_STARTED);
    return one;
  }

  /** Where keyframes are far apart, segments have to be as long. */
  private int targetSeconds(Duration keyframeInterval) {
    long seconds = (keyframeInterval.toMillis() + 999) / 1000;
    return (int) Math.max(options.targetSeconds(), Math.min(seconds, LONGEST_TARGET_SECONDS));
  }

  private long takeNumbers() {
    long now = Duration.between(FIRST_SEGMENT, wallClock.instant()).toSeconds();
    nextNumber = Math.max(now, nextNumber);
    return nextNumber;
  }

  /** What the window of one stream may take: less when there are many, or buffers are scarce. */
  private long shareBytes(BufferPool buffers) {
    long poolBytes = buffers.maximumBytes();
    return buffers.freeBytes() < poolBytes / SCARCE_PART
        ? 0
        : Math.min(options.maximumBytes(), poolBytes / POOL_PART / Math.max(1, made.size()));
  }

  /** A second has passed: what nobody asks for any more stops, and who has waited long is told. */
  @Override
  public void tick() {
    long now = clock.nanoTime();
    viewers.tick();
    for (Made one : made.values()) {
      one.stream().expire(now);
      if (now - one.askedNanos().get() >= options.idleAfter().toNanos()
          && one.stream().waiting() == 0) {
        synchronized (this) {
          stop(one);
        }
      }
    }
  }

  private void stop(Made one) {
    made.remove(one.source().id(), one);
    one.source().untap(one.tap());
    one.tap().close();
    nextNumber = Math.max(nextNumber, one.stream().nextNumber());
    one.stream().close();
  }

  /** Stops all of them. */
  public synchronized void stopAll() {
    List.copyOf(made.values()).forEach(this::stop);
  }
}
