package io.iocp.streaming.source;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.Backoff;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.source.Attempt.Events;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source: starts it, starts it again, stops it. {@link SourceState} has the picture.
 *
 * <p>Everything happens on the loop, unless a method says that any thread may call it.
 */
final class Source {

  private static final Logger logger = LoggerFactory.getLogger(Source.class);

  static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

  /** Who runs for so long is well: the next failure is its first. */
  static final Duration STABLE = Duration.ofSeconds(10);

  /** Time to end in order. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** What others see of it. */
  private record Status(
      SourceState state, Instant since, long restarts, @Nullable String lastFailure) {}

  private final SourceOptions options;
  private final Supplier<String> origin;
  private final Attempt.Starter starter;
  private final ErrorLines errors;
  private final BooleanSupplier watched;
  private final SerialLoop loop;
  private final NanoClock clock;
  private final InstantSource time;
  private final Counters<SourceCounter> counters;
  private final AtomicLong bytes = new AtomicLong();
  private final Backoff backoff;

  // Written on the loop only.
  private volatile Status status;
  private @Nullable Attempt attempt;
  // What becomes of it when it has ended.
  private SourceState afterwards = SourceState.IDLE;
  private boolean drained;
  private Runnable closing = () -> {};
  private int changes;
  private long changedNanos;
  private long wantedNanos;
  private long seenBytes;
  private volatile boolean heard;
  private long cameNanos;

  /**
   * @param starter begins to read it
   * @param errors where its program's errors go
   * @param watched whether somebody watches its stream, or waits for it
   */
  Source(
      SourceOptions options,
      Attempt.Starter starter,
      ErrorLines errors,
      BooleanSupplier watched,
      SerialLoop loop,
      NanoClock clock,
      InstantSource time,
      Counters<SourceCounter> counters) {
    this(
        options,
        () -> Secrets.origin(options),
        starter,
        errors,
        watched,
        loop,
        clock,
        time,
        counters,
        new Backoff(FIRST_DELAY, LONGEST_DELAY));
  }

  /**
   * One whose place is found anew each time.
   *
   * @param origin where it is fetched from, for people; any thread
   * @param backoff its delays between attempts
   */
  Source(
      SourceOptions options,
      Supplier<String> origin,
      Attempt.Starter starter,
      ErrorLines errors,
      BooleanSupplier watched,
      SerialLoop loop,
      NanoClock clock,
      InstantSource time,
      Counters<SourceCounter> counters,
      Backoff backoff) {
    this.options = options;
    this.origin = origin;
    this.backoff = backoff;
    this.starter = starter;
    this.errors = errors;
    this.watched = watched;
    this.loop = loop;
    this.clock = clock;
    this.time = time;
    this.counters = counters;
    this.status = new Status(SourceState.IDLE, time.instant(), 0, null);
  }

  /** The stream that it is published as. Any thread. */
  StreamId stream() {
    return options.stream();
  }

  /** What it is doing. Any thread. */
  SourceState state() {
    return status.state();
  }

  /** Whether it comes when somebody wants to watch. Any thread. */
  boolean isOffered() {
    return options.onDemand() && state() != SourceState.STOPPED;
  }

  /** What it looks like now. Any thread. */
  SourceSnapshot snapshot() {
    Status now = status;
    return new SourceSnapshot(
        options.stream(),
        origin.get(),
        options.onDemand(),
        now.state(),
        now.since(),
        now.restarts(),
        bytes.get(),
        now.lastFailure(),
        errors.lines());
  }

  /** The service has started. */
  void begin() {
    if (!options.onDemand()) {
      start();
    }
  }

  /** An administrator wants it to run. */
  void start() {
    wantedNanos = clock.nanoTime();
    switch (state()) {
      case IDLE, STOPPED, FAILED -> open();
      case STOPPING -> afterwards = SourceState.STARTING;
      case STARTING, RUNNING -> {}
    }
  }

  /** A viewer wants it to run. */
  void want() {
    wantedNanos = clock.nanoTime();
    if (!options.onDemand()) {
      return;
    }
    if (state() == SourceState.IDLE) {
      open();
    } else if (state() == SourceState.STOPPING && afterwards == SourceState.IDLE) {
      afterwards = SourceState.STARTING;
    }
  }

  /** It is not to be had anywhere now: nothing is tried again for nobody. */
  void rest() {
    if (state() == SourceState.FAILED && !watched.getAsBoolean()) {
      become(SourceState.IDLE);
    }
  }

  /** What it is fetched from is elsewhere now: begins anew, if it runs. */
  void moved() {
    if (state() == SourceState.STARTING || state() == SourceState.RUNNING) {
      endAttempt(SourceState.STARTING);
    } else if (state() == SourceState.FAILED) {
      open();
    }
  }

  /** An administrator wants it not to run. */
  void stop() {
    stop(SourceState.STOPPED);
  }

  private void stop(SourceState then) {
    switch (state()) {
      case STARTING, RUNNING -> endAttempt(then);
      case STOPPING -> afterwards = then;
      case IDLE, FAILED, STOPPED -> become(then);
    }
  }

  /** From now on it does not start any more; what runs goes on. */
  void drain() {
    drained = true;
    if (state() == SourceState.FAILED) {
      become(SourceState.STOPPED);
    }
  }

  /** Ends it for good; says when nothing is left of it. */
  void close(Runnable hasEnded) {
    drained = true;
    stop();
    if (attempt == null) {
      hasEnded.run();
    } else {
      closing = hasEnded;
    }
  }

  private void open() {
    if (drained) {
      return;
    }
    boolean again = state() == SourceState.FAILED;
    counters.increment(SourceCounter.STARTED);
    if (again) {
      counters.increment(SourceCounter.RESTARTED);
    }
    become(SourceState.STARTING, status.restarts() + (again ? 1 : 0), status.lastFailure());
    cameNanos = clock.nanoTime();
    seenBytes = bytes.get();
    logger.info("Source of {} starts: {}", stream(), origin.get());
    Hearing hearing = new Hearing();
    try {
      Attempt begun = starter.start(hearing);
      attempt = begun;
      hearing.of(begun);
    } catch (RuntimeException e) {
      // Without its trace: the message may have secrets.
      fail(errors.clean("it cannot be started: " + e));
      failed();
    }
  }

  private void endAttempt(SourceState then) {
    Attempt ending = attempt;
    become(SourceState.STOPPING);
    afterwards = then;
    if (ending != null) {
      if (then == SourceState.FAILED || then == SourceState.STARTING) {
        ending.pause();
      } else {
        ending.stop();
      }
      loop.executeAfter(GRACE, () -> killUnlessEnded(ending));
    }
  }

  private void killUnlessEnded(Attempt ending) {
    if (attempt == ending) {
      logger.warn("Source of {} has not ended within {}: ends it by force", stream(), GRACE);
      ending.kill();
    }
  }

  /** A second has passed. */
  void tick() {
    long now = clock.nanoTime();
    boolean runs = state() == SourceState.STARTING || state() == SourceState.RUNNING;
    if (runs) {
      look(now);
    }
    if (!options.onDemand() || (!runs && state() != SourceState.FAILED)) {
      return;
    }
    if (watched.getAsBoolean()) {
      wantedNanos = now;
    } else if (now - wantedNanos >= options.idleTimeout().toNanos()) {
      logger.info("Source of {} stops: nobody watches", stream());
      stop(SourceState.IDLE);
    }
  }

  /** Whether media comes. */
  private void look(long now) {
    long read = bytes.get();
    if (read != seenBytes || heard) {
      heard = false;
      seenBytes = read;
      cameNanos = now;
    } else if (now - cameNanos >= options.stallTimeout().toNanos()) {
      counters.increment(SourceCounter.STALLED);
      fail("nothing came for " + options.stallTimeout().toSeconds() + " s");
      endAttempt(SourceState.FAILED);
      return;
    }
    if (state() == SourceState.RUNNING && now - changedNanos >= STABLE.toNanos()) {
      backoff.reset();
    }
  }

  private void flows(Attempt one) {
    if (attempt == one && state() == SourceState.STARTING) {
      become(SourceState.RUNNING);
    }
  }

  private void ended(Attempt one, String why) {
    if (attempt != one) {
      return;
    }
    attempt = null;
    closing.run();
    if (state() != SourceState.STOPPING) {
      fail(errors.clean(why));
      failed();
    } else if (afterwards == SourceState.FAILED) {
      failed();
    } else if (afterwards == SourceState.STARTING) {
      open();
    } else {
      logger.info("Source of {} is stopped", stream());
      become(afterwards);
    }
  }

  private void fail(String why) {
    counters.increment(SourceCounter.FAILED);
    Status now = status;
    status = new Status(now.state(), now.since(), now.restarts(), why);
  }

  /** It has failed: it is started again after a while. */
  private void failed() {
    if (drained) {
      become(SourceState.STOPPED);
      return;
    }
    Duration delay = backoff.next();
    logger.warn(
        "Source of {} has ended: {}; starts again in {} ms",
        stream(),
        status.lastFailure(),
        delay.toMillis());
    become(SourceState.FAILED);
    int since = changes;
    loop.executeAfter(
        delay,
        () -> {
          if (changes == since) {
            open();
          }
        });
  }

  private void become(SourceState state) {
    become(state, status.restarts(), status.lastFailure());
  }

  private void become(SourceState state, long restarts, @Nullable String lastFailure) {
    changes++;
    changedNanos = clock.nanoTime();
    status = new Status(state, time.instant(), restarts, lastFailure);
  }

  /** What is heard of an attempt, on any thread, is done on the loop. */
  private final class Hearing implements Events {

    private final AtomicLong came = new AtomicLong();

    // Only accessed on the loop, where it is known before anything is heard.
    private @Nullable Attempt attempt;

    void of(Attempt begun) {
      attempt = begun;
    }

    @Override
    public void came(int count) {
      bytes.addAndGet(count);
      counters.add(SourceCounter.BYTES, count);
      if (came.getAndAdd(count) == 0) {
        loop.execute(
            () -> {
              if (attempt != null) {
                flows(attempt);
              }
            });
      }
    }

    @Override
    public void heard() {
      heard = true;
    }

    @Override
    public void ended(String why) {
      loop.execute(
          () -> {
            if (attempt != null) {
              Source.this.ended(attempt, why);
            }
          });
    }
  }
}
