package io.iocp.streaming.operations;

import io.iocp.metrics.HistogramTransfer;
import io.iocp.statistics.Counters;
import io.iocp.statistics.HistogramSnapshot;
import io.iocp.streaming.access.AccessCounter;
import io.iocp.streaming.ingest.IngestCounter;
import io.iocp.streaming.playback.PlaybackCounter;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayFigures;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.source.SourceCounter;
import io.iocp.streaming.source.Sources;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Binds the service's figures as meters {@code streaming.*}. No label has viewers for values. */
final class StreamingMetrics implements MeterBinder {

  private static final Duration[] TIME_BOUNDS =
      LongStream.of(1, 5, 10, 20, 50, 100, 200, 500, 1_000, 1_500, 2_000, 5_000, 10_000, 30_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final StreamRegistry streams;
  private final Counters<IngestCounter> ingest;
  private final Counters<PlaybackCounter> playback;
  private final Counters<AccessCounter> access;
  private final Sources sources;

  StreamingMetrics(
      StreamRegistry streams,
      Counters<IngestCounter> ingest,
      Counters<PlaybackCounter> playback,
      Counters<AccessCounter> access,
      Sources sources) {
    this.streams = streams;
    this.ingest = ingest;
    this.playback = playback;
    this.access = access;
    this.sources = sources;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("streaming.streams", streams, StreamRegistry::size)
        .description("Live streams")
        .register(registry);
    Gauge.builder("streaming.streams.with.warnings", streams, StreamingMetrics::withWarnings)
        .description("Live streams whose publisher sends something that hurts viewers")
        .register(registry);
    Gauge.builder("streaming.viewers", streams, StreamRegistry::viewers)
        .description("Viewers of all streams")
        .register(registry);
    Gauge.builder("streaming.sources.running", sources, Sources::running)
        .description("Sources that give media")
        .register(registry);
    bindDistributions(registry);
    for (RelayCounter counter : RelayCounter.values()) {
      bind(registry, "streaming.relay.", streams.counters(), counter, counter.meaning());
    }
    for (IngestCounter counter : IngestCounter.values()) {
      bind(registry, "streaming.ingest.", ingest, counter, counter.meaning());
    }
    for (PlaybackCounter counter : PlaybackCounter.values()) {
      bind(registry, "streaming.playback.", playback, counter, counter.meaning());
    }
    for (AccessCounter counter : AccessCounter.values()) {
      bind(registry, "streaming.access.", access, counter, counter.meaning());
    }
    for (SourceCounter counter : SourceCounter.values()) {
      bind(registry, "streaming.sources.", sources.counters(), counter, counter.meaning());
    }
  }

  /** Handed over whenever the registry reads the gauge that stands here for all of them. */
  private void bindDistributions(MeterRegistry registry) {
    RelayFigures figures = streams.figures();
    List<HistogramTransfer> transfers =
        List.of(
            times(
                registry,
                "streaming.viewer.delay",
                "Age of the oldest unsent byte, sampled for each viewer once a second",
                figures::delays),
            times(
                registry,
                "streaming.viewer.join",
                "Time from the join of a viewer to the first picture queued for it",
                figures::joins));
    Gauge.builder(
            "streaming.viewers.behind",
            streams,
            all -> {
              transfers.forEach(HistogramTransfer::run);
              return all.snapshots().stream().mapToInt(StreamSnapshot::laggards).sum();
            })
        .description("Viewers that are behind and get nothing until they have caught up")
        .register(registry);
    Gauge.builder("streaming.viewers.waiting", streams, all -> all.waiting().size())
        .description("Viewers that wait for a stream that is not published yet")
        .register(registry);
  }

  private static long withWarnings(StreamRegistry streams) {
    return streams.snapshots().stream()
        .filter(stream -> !stream.health().warnings().isEmpty())
        .count();
  }

  private static HistogramTransfer times(
      MeterRegistry registry, String name, String description, Supplier<HistogramSnapshot> nanos) {
    Timer timer =
        Timer.builder(name)
            .description(description)
            .serviceLevelObjectives(TIME_BOUNDS)
            .register(registry);
    return new HistogramTransfer(nanos, value -> timer.record(value, TimeUnit.NANOSECONDS));
  }

  static <E extends Enum<E>> void bind(
      MeterRegistry registry, String prefix, Counters<E> counters, E counter, String meaning) {
    String name = prefix + counter.name().toLowerCase(Locale.ROOT).replace('_', '.');
    FunctionCounter.builder(name, counters, all -> all.count(counter))
        .description(meaning)
        .register(registry);
  }
}
