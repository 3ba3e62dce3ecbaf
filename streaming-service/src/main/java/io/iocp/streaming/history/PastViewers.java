package io.iocp.streaming.history;

import io.iocp.buffer.BufferPool;
import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.recording.History;
import io.iocp.streaming.recording.HistoryReader;
import io.iocp.streaming.recording.HistoryReader.Piece;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.ViewerSession;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * All viewers that are in the past of their streams. Files are read and media is sent to them on
 * one loop, which a slow disk may hold up: then they wait, and nobody else does.
 *
 * <p>Any thread.
 */
public final class PastViewers implements AutoCloseable {

  /** Viewers ask again and again; those that ask faster than the disk answers wait. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** What clients may have asked for and not been answered; more of it is not heard. */
  private static final int MAXIMUM_WAITING = 4096;

  /** For so long an answer to how far one can go back is good for the next who asks. */
  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MAXIMUM_WINDOWS = 1000;

  private final History history;
  private final StreamRegistry streams;
  private final HistoryOptions options;
  private final SerialLoop loop;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Counters<HistoryCounter> counters = new Counters<>(HistoryCounter.class);

  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<StreamId, Window> windows = new ConcurrentHashMap<>();

  private record Window(Optional<Instant> oldest, long atNanos) {}

  // Only changed on the loop. At most as many as are allowed.
  private final Set<PastViewer> viewers = new LinkedHashSet<>();
  private volatile int count;

  /**
   * Creates what {@link #start()} begins.
   *
   * @param loop where everything is read; stopped by {@link #close()}
   */
  public PastViewers(
      History history,
      StreamRegistry streams,
      HistoryOptions options,
      SerialLoop loop,
      NanoClock clock,
      InstantSource wallClock) {
    this.history = history;
    this.streams = streams;
    this.options = options;
    this.loop = loop;
    this.clock = clock;
    this.wallClock = wallClock;
  }

  /** Sends media from now on. */
  public void start() {
    loop.executeEvery(TICK, () -> List.copyOf(viewers).forEach(PastViewer::pump));
  }

  /**
   * A viewer that may go into the past; nothing is done for it before it wants to.
   *
   * @param live has it watch what is live, when it wants to or cannot be served any more; called on
   *     the loop
   */
  public PastViewer viewer(
      ViewerSession session, BufferPool buffers, StreamId stream, Runnable live) {
    return new PastViewer(this, session, buffers, stream, live);
  }

  /**
   * Finds out whether viewers of a stream can go back now.
   *
   * @param possible called on the loop if so
   * @param refused else called there, with the reason
   */
  public void check(StreamId stream, Runnable possible, Consumer<String> refused) {
    boolean posted =
        post(
            () -> {
              Optional<String> problem = problem(stream);
              if (problem.isPresent()) {
                counters.increment(HistoryCounter.SEEKS_REFUSED);
                refused.accept(problem.get());
              } else {
                possible.run();
              }
            });
    if (!posted) {
      counters.increment(HistoryCounter.SEEKS_REFUSED);
      refused.accept("too many viewers want to go back");
    }
  }

  /** Runs what a client asks for on the loop; false if too much waits there. */
  boolean post(Runnable task) {
    if (waiting.incrementAndGet() > MAXIMUM_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    loop.execute(
        () -> {
          waiting.decrementAndGet();
          task.run();
        });
    return true;
  }

  private Optional<String> problem(StreamId stream) {
    if (viewers.size() >= options.maximumViewers()) {
      return Optional.of("too many viewers are in the past");
    }
    if (streams.find(stream).isEmpty()) {
      return Optional.of(stream + " is not live");
    }
    return oldest(stream).isPresent()
        ? Optional.empty()
        : Optional.of("nothing is recorded of " + stream);
  }

  /**
   * The keyframe at or before a moment, with what it takes to decode it. Blocks, on the caller's
   * thread.
   *
   * @throws IOException when it cannot be read
   */
  public Optional<Piece> keyframe(StreamId stream, SeekTarget at) throws IOException {
    Optional<Instant> oldest = oldest(stream);
    if (oldest.isEmpty()) {
      return Optional.empty();
    }
    try (HistoryReader reader = history.open(stream, at.within(oldest.get(), now())).orElse(null)) {
      return reader == null ? Optional.empty() : Optional.ofNullable(reader.next());
    }
  }

  /** Tells a viewer how far it can go back. One that asks while too many do is not answered. */
  public void tellWindow(ViewerSession session, StreamId stream) {
    boolean ignored =
        post(() -> session.sendText(PastMessages.window(oldest(stream).orElse(null), now())));
  }

  /** Tells a viewer that it cannot go where it wanted to. */
  public static void refuse(ViewerSession session, String reason) {
    session.sendText(PastMessages.refused(reason));
  }

  /** Tells a viewer that it gets what is live again. */
  public static void tellPresent(ViewerSession session) {
    session.sendText(PastMessages.PRESENT);
  }

  /** The oldest moment that one can go back to, as of a second ago. Any thread that may block. */
  Optional<Instant> oldest(StreamId stream) {
    long nowNanos = clock.nanoTime();
    Window known = windows.get(stream);
    if (known == null || nowNanos - known.atNanos() >= WINDOW_NANOS) {
      known = new Window(history.oldest(stream, now().minus(options.window())), nowNanos);
      if (windows.size() >= MAXIMUM_WINDOWS) {
        windows.clear();
      }
      windows.put(stream, known);
    }
    return known.oldest();
  }

  /** On the loop. */
  boolean add(PastViewer viewer) {
    if (viewers.size() >= options.maximumViewers() && !viewers.contains(viewer)) {
      return false;
    }
    viewers.add(viewer);
    count = viewers.size();
    return true;
  }

  /** On the loop. */
  void remove(PastViewer viewer) {
    viewers.remove(viewer);
    count = viewers.size();
  }

  Instant now() {
    return wallClock.instant();
  }

  long nowNanos() {
    return clock.nanoTime();
  }

  History history() {
    return history;
  }

  StreamRegistry streams() {
    return streams;
  }

  HistoryOptions options() {
    return options;
  }

  SerialLoop loop() {
    return loop;
  }

  /** How many are in the past now. */
  public int count() {
    return count;
  }

  /** What is counted. */
  public Counters<HistoryCounter> counters() {
    return counters;
  }

  @Override
  public void close() {
    loop.execute(() -> List.copyOf(viewers).forEach(PastViewer::leave));
    loop.stop();
  }
}
