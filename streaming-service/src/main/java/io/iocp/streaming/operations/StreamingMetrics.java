package io.iocp.streaming.operations;

import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.IngestCounter;
import io.iocp.streaming.playback.PlaybackCounter;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.StreamRegistry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** Binds the service's figures as meters {@code streaming.*}. No label has viewers for values. */
final class StreamingMetrics implements MeterBinder {

  private final StreamRegistry streams;
  private final Counters<IngestCounter> ingest;
  private final Counters<PlaybackCounter> playback;

  StreamingMetrics(
      StreamRegistry streams, Counters<IngestCounter> ingest, Counters<PlaybackCounter> playback) {
    this.streams = streams;
    this.ingest = ingest;
    this.playback = playback;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("streaming.streams", streams, StreamRegistry::size)
        .description("Streams that are live")
        .register(registry);
    Gauge.builder("streaming.viewers", streams, StreamRegistry::viewers)
        .description("Viewers of all streams")
        .register(registry);
    for (RelayCounter counter : RelayCounter.values()) {
      bind(registry, "streaming.relay.", streams.counters(), counter, counter.meaning());
    }
    for (IngestCounter counter : IngestCounter.values()) {
      bind(registry, "streaming.ingest.", ingest, counter, counter.meaning());
    }
    for (PlaybackCounter counter : PlaybackCounter.values()) {
      bind(registry, "streaming.playback.", playback, counter, counter.meaning());
    }
  }

  private static <E extends Enum<E>> void bind(
      MeterRegistry registry, String prefix, Counters<E> counters, E counter, String meaning) {
    String name = prefix + counter.name().toLowerCase(Locale.ROOT).replace('_', '.');
    FunctionCounter.builder(name, counters, all -> all.count(counter))
        .description(meaning)
        .register(registry);
  }
}
