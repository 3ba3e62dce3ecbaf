package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.relay.StreamRegistry.NameTaken;
import io.iocp.streaming.relay.StreamRegistry.Publication;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.relay.StreamRegistry.TooManyStreams;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamRegistryTest {

  private static final StreamId DESK = new StreamId("desk");
  private static final StreamId ATTIC = new StreamId("attic");
  private static final StreamId HALL = new StreamId("hall");

  private final FakeWorker worker = new FakeWorker();
  private final StreamRegistry registry =
      new StreamRegistry(
          new RelayOptions(new CacheLimits(0, 0), new LagPolicy(1, Duration.ofSeconds(1)), 2),
          () -> 0);

  @Test
  void aNameHasOnePublisher() {
    LiveStream stream = start(DESK);

    assertThat(publish(DESK)).isInstanceOf(NameTaken.class);
    assertThat(registry.find(DESK)).containsSame(stream);
  }

  @Test
  void aNameIsFreeOnceItsStreamHasEnded() {
    LiveStream first = start(DESK);
    registry.end(first);
    LiveStream second = start(DESK);

    registry.end(first);

    assertThat(registry.find(DESK)).containsSame(second);
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
    start(DESK).join(worker.connect().session);
    start(ATTIC).join(worker.connect().session);

    assertThat(registry.viewers()).isEqualTo(2);
  }

  private LiveStream start(StreamId id) {
    return ((Started) publish(id)).stream();
  }

  private Publication publish(StreamId id) {
    return registry.publish(id, 1, worker.pool);
  }
}
