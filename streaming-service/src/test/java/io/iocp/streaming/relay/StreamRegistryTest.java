package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.relay.StreamRegistry.NameTaken;
import io.iocp.streaming.relay.StreamRegistry.Publication;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.relay.StreamRegistry.TooManyStreams;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamRegistryTest {

  private static final StreamId DESK = new StreamId("desk");
  private static final StreamId ATTIC = new StreamId("attic");
  private static final StreamId HALL = new StreamId("hall");

  private long nowNanos;
  private final FakeWorker worker = new FakeWorker();
  private final StreamRegistry registry =
      new StreamRegistry(
          new RelayOptions(
              new CacheLimits(0, 0),
              new LagPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
              PublisherPolicy.DEFAULTS,
              2,
              2),
          () -> nowNanos);

  @Test
  void aNameHasOnePublisher() {
    Feed feed = start(DESK);

    assertThat(publish(DESK)).isInstanceOf(NameTaken.class);
    assertThat(registry.find(DESK)).containsSame(feed.stream());
  }

  @Test
  void aNameIsFreeOnceItsStreamHasEnded() {
    Feed first = start(DESK);
    registry.end(first);
    Feed second = start(DESK);

    registry.end(first);

    assertThat(registry.find(DESK)).containsSame(second.stream());
  }

  @Test
  void whenAPublisherIsLostItsStreamWaitsForAnotherOne() {
    Feed lost = start(DESK);
    registry.lost(lost);
    nowNanos += PublisherPolicy.DEFAULTS.grace().toNanos() - 1;
    registry.tick(0);
    Feed next = start(DESK);

    assertThat(next.stream()).isSameAs(lost.stream());
    assertThat(lost.hasEnded()).isTrue();
    assertThat(next.hasEnded()).isFalse();
  }

  @Test
  void aStreamThatNobodyTookOverInTimeEnds() {
    Feed lost = start(DESK);
    registry.lost(lost);
    nowNanos += PublisherPolicy.DEFAULTS.grace().toNanos();
    registry.tick(0);

    assertThat(registry.find(DESK)).isEmpty();
    assertThat(lost.stream().hasEnded()).isTrue();
  }

  @Test
  void whoIsLostAfterAnotherOneTookItsStreamTakesNothingAway() {
    Feed lost = start(DESK);
    registry.lost(lost);
    Feed next = start(DESK);
    registry.lost(lost);
    registry.end(lost);

    assertThat(next.hasEnded()).isFalse();
  }

  @Test
  void aSecondPublisherReplacesTheFirstWhereThePolicySaysSo() {
    StreamRegistry replacing =
        new StreamRegistry(
            new RelayOptions(
                new CacheLimits(0, 0),
                RelayOptions.DEFAULTS.lag(),
                new PublisherPolicy(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, true),
                2,
                2),
            () -> nowNanos);
    Feed first = ((Started) replacing.publish(DESK, 7, worker.pool)).feed();
    Started second = (Started) replacing.publish(DESK, 8, worker.pool);

    assertThat(second.replaced()).isEqualTo(7);
    assertThat(second.wasSilent()).isFalse();
    assertThat(first.hasEnded()).isTrue();
    assertThat(second.feed().stream()).isSameAs(first.stream());
  }

  @Test
  void viewersThatWaitAreCalledWhenSomebodyPublishesTheirStreamAndNotOtherwise() {
    List<String> heard = new ArrayList<>();
    registry
        .waiting()
        .add(
            DESK, Duration.ofSeconds(9), true, () -> heard.add("desk"), () -> heard.add("no desk"));
    registry
        .waiting()
        .add(
            HALL, Duration.ofSeconds(9), true, () -> heard.add("hall"), () -> heard.add("no hall"));
    assertThat(registry.waiting().add(ATTIC, Duration.ofSeconds(9), true, () -> {}, () -> {}))
        .isNull();
    start(DESK);
    nowNanos += Duration.ofSeconds(9).toNanos();
    registry.tick(0);
    start(HALL);

    assertThat(heard).containsExactly("desk", "no hall");
    assertThat(registry.waiting().size()).isZero();
  }

  @Test
  void streamsAreBounded() {
    start(DESK);
    start(ATTIC);

    assertThat(publish(HALL)).isInstanceOf(TooManyStreams.class);
    assertThat(registry.size()).isEqualTo(2);
  }

  @Test
  void snapshotsAreInOrderOfNames() {
    start(DESK);
    start(ATTIC);

    assertThat(registry.snapshots()).extracting(StreamSnapshot::id).containsExactly(ATTIC, DESK);
  }

  @Test
  void viewersOfAllStreamsAreCountedTogether() {
    start(DESK).stream().join(worker.connect().session, null);
    start(ATTIC).stream().join(worker.connect().session, null);

    assertThat(registry.viewers()).isEqualTo(2);
  }

  private Feed start(StreamId id) {
    return ((Started) publish(id)).feed();
  }

  private Publication publish(StreamId id) {
    return registry.publish(id, 1, worker.pool);
  }
}
