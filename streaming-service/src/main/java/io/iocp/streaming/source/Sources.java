package io.iocp.streaming.source;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sources of the service, on one loop: {@link #start} and {@link #close} are its life. Each
 * that runs has a thread that reads and, if it is a program, another one for its errors.
 *
 * <p>Any thread.
 */
public final class Sources implements StreamDemand, AutoCloseable {

  /** How many there may be. */
  public static final int MAXIMUM = 100;

  private static final Logger logger = LoggerFactory.getLogger(Sources.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Map<String, Source> sources = new TreeMap<>();
  private final Starters starters;
  private final SerialLoop loop;
  private final Counters<SourceCounter> counters = new Counters<>(SourceCounter.class);

  /** How sources are read. */
  interface Starters {

    /**
     * How one is.
     *
     * @param errors where its program's errors go
     */
    Attempt.Starter of(SourceOptions options, ErrorLines errors);

    /** None is read any more. */
    void close();
  }

  /**
   * Does not start any yet.
   *
   * @param options one for each, at most {@link #MAXIMUM}
   * @param inputs how they are read
   * @param streams where their viewers are
   * @param loop their own; stopped by {@link #close}
   */
  public Sources(
      List<SourceOptions> options, SourceInputs inputs, StreamRegistry streams, SerialLoop loop) {
    this(options, inputs, streams, loop, NanoClock.system(), InstantSource.system());
  }

  Sources(
      List<SourceOptions> options,
      Starters starters,
      StreamRegistry streams,
      SerialLoop loop,
      NanoClock clock,
      InstantSource time) {
    if (options.size() > MAXIMUM) {
      throw new IllegalArgumentException(
          "at most " + MAXIMUM + " sources are allowed: " + options.size());
    }
    this.starters = starters;
    this.loop = loop;
    for (SourceOptions one : options) {
      ErrorLines errors = new ErrorLines(Secrets.of(one));
      sources.put(
          one.stream().name(),
          new Source(
              one,
              starters.of(one, errors),
              errors,
              () -> isWatched(streams, one.stream()),
              loop,
              clock,
              time,
              counters));
    }
  }

  static boolean isWatched(StreamRegistry streams, StreamId id) {
    return streams.find(id).filter(LiveStream::isWatched).isPresent() || streams.waiting().has(id);
  }

  /** Starts those that are not on demand. Once. */
  public void start() {
    if (!sources.isEmpty()) {
      loop.execute(() -> sources.values().forEach(Source::begin));
      loop.executeEvery(PERIOD, () -> sources.values().forEach(Source::tick));
    }
  }

  /** From now on none starts any more; those that run go on. */
  public void drain() {
    if (!sources.isEmpty()) {
      loop.execute(() -> sources.values().forEach(Source::drain));
    }
  }

  /** Ends all of them, and waits for that: five seconds at most. No process is left then. */
  @Override
  public void close() {
    if (!sources.isEmpty()) {
      endAll();
    }
    loop.stop();
    starters.close();
  }

  private void endAll() {
    CountDownLatch left = new CountDownLatch(sources.size());
    loop.execute(() -> sources.values().forEach(source -> source.close(left::countDown)));
    try {
      if (!left.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn("{} sources have not ended within {}", left.getCount(), CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * An administrator wants a source to run.
   *
   * @return whether there is one for the stream
   */
  public boolean start(String stream) {
    return tell(stream, Source::start);
  }

  /**
   * An administrator wants a source not to run, until one starts it.
   *
   * @return whether there is one for the stream
   */
  public boolean stop(String stream) {
    return tell(stream, Source::stop);
  }

  private boolean tell(String stream, Consumer<Source> what) {
    Source source = sources.get(stream);
    if (source == null) {
      return false;
    }
    loop.execute(() -> what.accept(source));
    return true;
  }

  /** Whether the stream has a source that is at work. */
  public boolean isPublishing(StreamId id) {
    Source source = sources.get(id.name());
    return source != null && source.state() == SourceState.RUNNING;
  }

  @Override
  public boolean offers(StreamId id) {
    Source source = sources.get(id.name());
    return source != null && source.isOffered();
  }

  @Override
  public void request(StreamId id) {
    tell(id.name(), Source::want);
  }

  @Override
  public List<StreamId> offered() {
    return sources.values().stream().filter(Source::isOffered).map(Source::stream).toList();
  }

  /** All sources now, by the names of their streams. */
  public List<SourceSnapshot> snapshots() {
    return sources.values().stream().map(Source::snapshot).toList();
  }

  /** How many are at work. */
  public int running() {
    return (int)
        sources.values().stream().filter(source -> source.state() == SourceState.RUNNING).count();
  }

  /** What is counted of all of them. */
  public Counters<SourceCounter> counters() {
    return counters;
  }
}
