package io.iocp.streaming.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.ManualLoop;
import io.iocp.streaming.stream.StreamId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When sources start, start again, and stop. */
class SourceTest {

  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

  /** An attempt that does what the test says. */
  private static final class FakeAttempt implements Attempt {

    private final Events events;
    private boolean stopped;
    private boolean killed;

    FakeAttempt(Events events) {
      this.events = events;
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public void kill() {
      killed = true;
    }
  }

  private final ManualLoop loop = new ManualLoop();
  private final Counters<SourceCounter> counters = new Counters<>(SourceCounter.class);
  private final List<FakeAttempt> attempts = new ArrayList<>();
  private long nowNanos;
  private boolean watched;

  private Source source(boolean onDemand) {
    SourceOptions options =
        new SourceOptions(
            new StreamId("door"),
            List.of(),
            URI.create("ws://host/watch/door"),
            null,
            onDemand,
            IDLE_TIMEOUT,
            STALL_TIMEOUT);
    Source source =
        new Source(
            options,
            events -> {
              FakeAttempt attempt = new FakeAttempt(events);
              attempts.add(attempt);
              return attempt;
            },
            new ErrorLines(Secrets.of(options)),
            () -> watched,
            loop,
            () -> nowNanos,
            () -> Instant.EPOCH,
            counters);
    source.begin();
    loop.runDue();
    return source;
  }

  private Source running(boolean onDemand) {
    Source source = source(onDemand);
    source.want();
    comes();
    assertThat(source.state()).isEqualTo(SourceState.RUNNING);
    return source;
  }

  private FakeAttempt last() {
    return attempts.get(attempts.size() - 1);
  }

  private void comes() {
    last().events.came(100);
    loop.runDue();
  }

  private void fails(String why) {
    last().events.ended(why);
    loop.runDue();
  }

  private void pass(Source source, Duration time) {
    nowNanos += time.toNanos();
    source.tick();
    loop.runDue();
  }

  @Test
  void aSourceStartsAtOnceAndRunsWithItsFirstBytes() {
    Source source = source(false);
    assertThat(attempts).hasSize(1);
    assertThat(source.state()).isEqualTo(SourceState.STARTING);

    comes();
    assertThat(source.state()).isEqualTo(SourceState.RUNNING);
    assertThat(source.snapshot().bytes()).isEqualTo(100);
  }

  @Test
  void aSourceOnDemandWaitsForAViewer() {
    Source source = source(true);
    assertThat(attempts).isEmpty();
    assertThat(source.state()).isEqualTo(SourceState.IDLE);

    source.want();
    assertThat(attempts).hasSize(1);
    source.want();
    assertThat(attempts).hasSize(1);
  }

  @Test
  void oneThatFailsIsStartedAgainAfterAGrowingTime() {
    Source source = source(false);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      fails("no route");
      assertThat(source.state()).isEqualTo(SourceState.FAILED);
      delays.add(loop.runDelayed().toSeconds());
    }
    assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    assertThat(source.snapshot().restarts()).isEqualTo(7);
    assertThat(source.snapshot().lastFailure()).isEqualTo("no route");
    assertThat(counters.count(SourceCounter.FAILED)).isEqualTo(7);
  }

  @Test
  void oneThatRanForAWhileIsStartedAgainSoon() {
    Source source = source(false);
    fails("no route");
    loop.runDelayed();
    fails("no route");
    loop.runDelayed();
    comes();
    pass(source, Source.STABLE);

    fails("no route");
    assertThat(loop.runDelayed()).isEqualTo(Source.FIRST_DELAY);
  }

  @Test
  void oneOnDemandStopsWhenNobodyHasWatchedForAWhile() {
    Source source = running(true);
    watched = true;
    pass(source, IDLE_TIMEOUT);
    assertThat(last().stopped).isFalse();

    watched = false;
    pass(source, IDLE_TIMEOUT.minusMillis(1));
    assertThat(last().stopped).isFalse();
    pass(source, Duration.ofMillis(1));
    assertThat(last().stopped).isTrue();
    assertThat(source.state()).isEqualTo(SourceState.STOPPING);

    fails("stopped");
    assertThat(source.state()).isEqualTo(SourceState.IDLE);
    assertThat(source.snapshot().lastFailure()).isNull();
  }

  @Test
  void aViewerWhoComesWhileItStopsHasItStartAgain() {
    Source source = running(true);
    pass(source, IDLE_TIMEOUT);
    source.want();
    assertThat(attempts).hasSize(1);

    fails("stopped");
    assertThat(attempts).hasSize(2);
    assertThat(source.state()).isEqualTo(SourceState.STARTING);
    assertThat(source.snapshot().restarts()).isZero();
  }

  @Test
  void oneOnDemandThatFailsIsNotStartedForNobody() {
    Source source = running(true);
    fails("no route");
    pass(source, IDLE_TIMEOUT);
    assertThat(source.state()).isEqualTo(SourceState.IDLE);
    loop.runAllDelayed();
    assertThat(attempts).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnAdministratorHasStoppedIsStartedByAnAdministratorOnly(boolean onDemand) {
    Source source = running(onDemand);
    source.stop();
    fails("stopped");
    assertThat(source.state()).isEqualTo(SourceState.STOPPED);
    assertThat(source.isOffered()).isFalse();

    source.want();
    assertThat(attempts).hasSize(1);
    source.start();
    assertThat(attempts).hasSize(2);
  }

  @Test
  void anAdministratorStartsOneThatHasFailedBeforeItsTime() {
    Source source = source(false);
    fails("no route");
    source.start();
    assertThat(attempts).hasSize(2);
    loop.runDelayed();
    assertThat(attempts).hasSize(2);
  }

  @Test
  void oneThatGivesNothingIsEndedAndStartedAgain() {
    Source source = running(false);
    pass(source, Duration.ofSeconds(1));
    pass(source, STALL_TIMEOUT.minusMillis(1));
    assertThat(last().stopped).isFalse();
    pass(source, Duration.ofMillis(1));
    assertThat(last().stopped).isTrue();

    fails("the program ended with exit code 143");
    assertThat(source.state()).isEqualTo(SourceState.FAILED);
    assertThat(source.snapshot().lastFailure()).isEqualTo("nothing came for 30 s");
    assertThat(counters.count(SourceCounter.STALLED)).isEqualTo(1);
    loop.runAllDelayed();
    assertThat(attempts).hasSize(2);
  }

  @Test
  void oneThatDoesNotEndInTimeIsEndedByForce() {
    Source source = running(false);
    source.stop();
    assertThat(last().killed).isFalse();
    assertThat(loop.runDelayed()).isEqualTo(Source.GRACE);
    assertThat(last().killed).isTrue();
  }

  @Test
  void whatEndsAfterTheServiceHasBegunToStopStaysSo() {
    Source source = running(false);
    source.drain();
    assertThat(last().stopped).isFalse();
    fails("the server is stopping");
    assertThat(source.state()).isEqualTo(SourceState.STOPPED);
    source.start();
    assertThat(attempts).hasSize(1);
  }

  @Test
  void closingIsOverWhenNothingIsLeft() {
    List<String> ended = new ArrayList<>();
    Source idle = source(true);
    idle.close(() -> ended.add("idle"));
    assertThat(ended).containsExactly("idle");

    Source busy = running(false);
    busy.close(() -> ended.add("busy"));
    assertThat(last().stopped).isTrue();
    assertThat(ended).containsExactly("idle");
    fails("stopped");
    assertThat(ended).containsExactly("idle", "busy");
  }
}
