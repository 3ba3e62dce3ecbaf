package io.iocp.streaming.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.streaming.relay.DelaySnapshot;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamHealth;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.relay.Upstream;
import io.iocp.streaming.stream.StreamId;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Meters of single streams: as long as they are live, and not too many. */
class StreamMetersTest {

  private final BufferPool buffers =
      new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> 0);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Feed publish(String name) {
    return ((StreamRegistry.Started) streams.publish(new StreamId(name), 1, buffers)).feed();
  }

  private Set<String> labels() {
    return registry.getMeters().stream()
        .map(meter -> meter.getId().getTag("stream"))
        .collect(Collectors.toSet());
  }

  @Test
  void aStreamHasItsMetersAsLongAsItIsLive() {
    StreamMeters meters = new StreamMeters(streams, 10);
    meters.bindTo(registry);
    Feed desk = publish("desk");
    meters.tick();
    assertThat(labels()).containsExactlyInAnyOrder("desk", StreamMeters.OTHERS);

    streams.end(desk);
    meters.tick();
    assertThat(labels()).containsExactly(StreamMeters.OTHERS);
  }

  @Test
  void whatIsMoreThanItsNumberIsCountedTogetherAndStaysSo() {
    StreamMeters meters = new StreamMeters(streams, 1);
    meters.bindTo(registry);
    Feed desk = publish("desk");
    meters.tick();
    publish("attic");
    meters.tick();
    assertThat(labels()).containsExactlyInAnyOrder("desk", StreamMeters.OTHERS);

    // Its counters would begin in the middle.
    streams.end(desk);
    meters.tick();
    meters.tick();
    assertThat(labels()).containsExactly(StreamMeters.OTHERS);
    publish("hall");
    meters.tick();
    assertThat(labels()).containsExactlyInAnyOrder("hall", StreamMeters.OTHERS);
  }

  @Test
  void aRegistryThatComesLaterHasThemToo() {
    StreamMeters meters = new StreamMeters(streams, 10);
    publish("desk");
    meters.tick();
    meters.bindTo(registry);
    assertThat(labels()).contains("desk");
    assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName).distinct())
        .hasSize(6)
        .allMatch(name -> name.startsWith("streaming.stream."));
  }

  @Test
  void countersOfSeveralStreamsOnlyGrow() {
    StreamFigures figures = new StreamFigures();
    figures.forgetMoment();
    figures.add(snapshot(100, 2), null);
    figures.add(snapshot(50, 3), null);
    assertThat(figures.receivedBytes()).isEqualTo(150);
    assertThat(figures.viewers()).isEqualTo(5);
    assertThat(figures.framesPerSecond()).isCloseTo(50, within(0.1));
    assertThat(figures.delayNanos()).isEqualTo(2_000_000);

    figures.forgetMoment();
    figures.add(snapshot(120, 1), snapshot(100, 2));
    assertThat(figures.receivedBytes()).isEqualTo(170);
    assertThat(figures.viewers()).isEqualTo(1);

    // Another stream of the same name, within the second.
    figures.forgetMoment();
    figures.add(snapshot(30, 1), snapshot(120, 1));
    assertThat(figures.receivedBytes()).isEqualTo(200);
  }

  private static StreamSnapshot snapshot(long bytes, int viewers) {
    Duration delay = Duration.ofMillis(2);
    return new StreamSnapshot(
        new StreamId("desk"),
        null,
        1,
        false,
        viewers,
        0,
        bytes,
        bytes,
        0,
        bytes * viewers,
        new DelaySnapshot(Duration.ZERO, delay, delay),
        new StreamHealth(
            25, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, false, 0, 0, List.of()),
        Upstream.NONE,
        Duration.ZERO);
  }

  @Test
  void aNumberThatIsNoneIsRefusedInWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MetricsProperties(true, 0))
        .withMessage("streaming.metrics.max-streams must be 1 to 10,000: max-streams=0");
  }
}
