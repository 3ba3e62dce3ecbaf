package io.iocp.streaming.operations;

import io.iocp.streaming.hls.HlsCounter;
import io.iocp.streaming.hls.HlsStreams;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds the figures of HLS as meters {@code streaming.hls.*}. */
final class HlsMetrics implements MeterBinder {

  private final HlsStreams streams;

  HlsMetrics(HlsStreams streams) {
    this.streams = streams;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (HlsCounter counter : HlsCounter.values()) {
      StreamingMetrics.bind(
          registry, "streaming.hls.", streams.counters(), counter, counter.meaning());
    }
    Gauge.builder("streaming.hls.streams", streams, HlsStreams::size)
        .description("Streams that are made as HLS now")
        .register(registry);
    Gauge.builder("streaming.hls.viewers", streams, HlsStreams::viewers)
        .description("Clients that asked for a playlist within the last ten seconds")
        .register(registry);
    Gauge.builder("streaming.hls.waiting", streams, HlsStreams::waiting)
        .description("Requests that wait for media that is to come")
        .register(registry);
    Gauge.builder("streaming.hls.memory", streams, HlsStreams::memoryBytes)
        .baseUnit("bytes")
        .description("Native memory of the segments that are kept")
        .register(registry);
  }
}
