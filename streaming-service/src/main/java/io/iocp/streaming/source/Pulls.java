package io.iocp.streaming.source;

import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.RemoteStream;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Via;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams that other servers of ours have: each is fetched over one connection when somebody wants
 * to watch it here, whatever the number of viewers, and let go when nobody does any more. What is
 * published here is never fetched.
 *
 * <p>Any thread; nothing blocks but {@link #close}.
 */
public final class Pulls implements StreamDemand, AutoCloseable {

  private static final Logger logger = LoggerFactory.getLogger(Pulls.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  // At most as many as the options say.
  private final Map<StreamId, Pull> pulls = new ConcurrentHashMap<>();
  private final SourceInputs inputs;
  private final OriginDirectory origins;
  private final Pull.Common common;
  private final ServerId self;
  private final SerialLoop loop;
  private final Counters<PullCounter> counters = new Counters<>(PullCounter.class);
  private volatile boolean drained;
  private volatile Supplier<List<RemoteStream>> elsewhere = List::of;

  /**
   * Fetches nothing yet.
   *
   * @param inputs how servers are connected to
   * @param origins which servers are asked
   * @param self what this server is called by others
   * @param loop its own; stopped by {@link #close}
   */
  public Pulls(
      PullOptions options,
      SourceInputs inputs,
      OriginDirectory origins,
      StreamRegistry streams,
      Publishing publishing,
      ServerId self,
      SerialLoop loop) {
    this.inputs = inputs;
    this.origins = origins;
    this.self = self;
    this.loop = loop;
    this.common =
        new Pull.Common(
            options,
            streams,
            publishing,
            loop,
            NanoClock.system(),
            InstantSource.system(),
            new Counters<>(SourceCounter.class),
            counters);
  }

  /** Watches over what is fetched. Once. */
  public void start() {
    loop.executeEvery(PERIOD, this::tick);
  }

  private void tick() {
    pulls.values().forEach(pull -> pull.source().tick());
    pulls.values().removeIf(Pull::isOver);
  }

  /** From now on nothing more is fetched; what is there goes on. */
  public void drain() {
    drained = true;
    loop.execute(() -> pulls.values().forEach(pull -> pull.source().drain()));
  }

  /** Lets everything go, and waits for that: five seconds at most. */
  @Override
  public void close() {
    drained = true;
    CountDownLatch left = new CountDownLatch(1);
    loop.execute(
        () -> {
          List<Pull> all = List.copyOf(pulls.values());
          CountDownLatch each = new CountDownLatch(all.size());
          if (all.isEmpty()) {
            left.countDown();
          }
          all.forEach(
              pull ->
                  pull.source()
                      .close(
                          () -> {
                            each.countDown();
                            if (each.getCount() == 0) {
                              left.countDown();
                            }
                          }));
        });
    try {
      if (!left.await(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        logger.warn("Connections to origins have not ended within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.stop();
  }

  @Override
  public boolean offers(StreamId id) {
    Pull pull = pulls.get(id);
    if (pull != null) {
      return !pull.isAbsent();
    }
    if (drained) {
      return false;
    }
    if (pulls.size() >= common.options().maximum()) {
      counters.increment(PullCounter.REFUSED_TOO_MANY);
      return false;
    }
    return true;
  }

  @Override
  public void request(StreamId id) {
    request(id, Via.NONE);
  }

  @Override
  public void request(StreamId id, Via via) {
    loop.execute(
        () -> {
          Pull pull = pulls.get(id);
          if (pull == null && (drained || pulls.size() >= common.options().maximum())) {
            common.streams().waiting().absent(id);
            return;
          }
          if (pull == null) {
            counters.increment(PullCounter.REQUESTED);
            pull = new Pull(id, via.with(self.value()), common, starting(id));
            pulls.put(id, pull);
          }
          pull.source().want();
        });
  }

  private Pull.Starting starting(StreamId id) {
    return (via, hearing, events) ->
        PullAttempt.start(id, via, origins, hearing, inputs::watch, inputs.network(), events);
  }

  /** The stream is at another server than before: if it is fetched, it comes from there now. */
  public void moved(StreamId id) {
    loop.execute(
        () -> {
          Pull pull = pulls.get(id);
          if (pull != null) {
            pull.moved();
          }
        });
  }

  /** Sets who knows what other servers have. */
  public void listElsewhere(Supplier<List<RemoteStream>> known) {
    elsewhere = known;
  }

  @Override
  public List<RemoteStream> elsewhere() {
    return elsewhere.get();
  }

  /** What is offered cannot be listed: any name may be somewhere. */
  @Override
  public List<StreamId> offered() {
    return List.of();
  }

  /** What is fetched now, or was to be a moment ago, by name. */
  public List<SourceSnapshot> snapshots() {
    return pulls.values().stream()
        .map(pull -> pull.source().snapshot())
        .sorted(Comparator.comparing(snapshot -> snapshot.stream().name()))
        .toList();
  }

  /** How many give media. */
  public int running() {
    return (int)
        pulls.values().stream()
            .filter(pull -> pull.source().state() == SourceState.RUNNING)
            .count();
  }

  /** What is counted of all of them. */
  public Counters<PullCounter> counters() {
    return counters;
  }

  /** Bytes that came from origins. */
  public long bytes() {
    return common.sourceCounters().count(SourceCounter.BYTES);
  }
}
