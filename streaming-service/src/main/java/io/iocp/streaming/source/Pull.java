package io.iocp.streaming.source;

import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.loop.Backoff;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Via;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One stream that is fetched from origins: a {@link Source} on demand, whose place is found anew
 * each time. On the loop, unless a method says that any thread may call it.
 */
final class Pull implements PullAttempt.Hearing {

  // A viewer sits before a picture that stands still.
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(3);

  /** For so long it is not asked again for what was nowhere. */
  private static final Duration ABSENCE = Duration.ofSeconds(2);

  private final StreamId id;
  private final Source source;
  private final StreamRegistry streams;
  private final Publishing publishing;
  private final SerialLoop loop;
  private final NanoClock clock;
  private final Counters<PullCounter> counters;
  private volatile String server = "origins";
  // Written on the loop; of the time when it turned out to be nowhere.
  private volatile boolean absent;
  private volatile long absentNanos;

  /** What all of them have in common. */
  record Common(
      PullOptions options,
      StreamRegistry streams,
      Publishing publishing,
      SerialLoop loop,
      NanoClock clock,
      InstantSource time,
      Counters<SourceCounter> sourceCounters,
      Counters<PullCounter> counters) {}

  /** How one is fetched. */
  @FunctionalInterface
  interface Starting {

    Attempt start(Via via, PullAttempt.Hearing hearing, Attempt.Events events);
  }

  /**
   * @param via the servers that have asked for it, this one included
   */
  Pull(StreamId id, Via via, Common common, Starting starting) {
    this.id = id;
    this.streams = common.streams();
    this.publishing = common.publishing();
    this.loop = common.loop();
    this.clock = common.clock();
    this.counters = common.counters();
    SourceOptions options =
        new SourceOptions(
            id,
            List.of(),
            URI.create("ws://origins/watch/" + id.name()),
            null,
            true,
            common.options().idleTimeout(),
            common.options().stallTimeout());
    BooleanSupplier watched = () -> Sources.isWatched(streams, id);
    this.source =
        new Source(
            options,
            () -> server,
            events -> {
              absent = false;
              return starting.start(via, this, events);
            },
            new ErrorLines(Secrets.of(options)),
            watched,
            loop,
            clock,
            common.time(),
            common.sourceCounters(),
            new Backoff(FIRST_DELAY, LONGEST_DELAY));
  }

  Source source() {
    return source;
  }

  /** Whether it was nowhere a moment ago. Any thread. */
  boolean isAbsent() {
    return absent && clock.nanoTime() - absentNanos < ABSENCE.toNanos();
  }

  /** Whether nothing is left to do. Any thread. */
  boolean isOver() {
    return (source.state() == SourceState.IDLE || source.state() == SourceState.STOPPED)
        && !isAbsent();
  }

  /** Another server has it now: viewers here wait until it comes from there. */
  void moved() {
    counters.increment(PullCounter.MOVED);
    source.moved();
  }

  @Override
  public PullRules rules(Origin origin) {
    return new PullRules(publishing, id, origin.toString(), clock);
  }

  @Override
  public void asks(Origin origin) {
    server = origin.toString();
  }

  @Override
  public void gives(Origin origin) {
    counters.increment(PullCounter.CONNECTED);
  }

  @Override
  public void failed(Origin origin) {
    counters.increment(PullCounter.FAILED);
  }

  @Override
  public void over() {
    // Behind the news that the attempt has ended.
    loop.execute(() -> loop.execute(source::rest));
  }

  @Override
  public void absent() {
    counters.increment(PullCounter.ABSENT);
    absentNanos = clock.nanoTime();
    absent = true;
    loop.execute(
        () -> {
          streams.waiting().absent(id);
          // Behind the news that the attempt has ended.
          loop.execute(source::rest);
        });
  }
}
