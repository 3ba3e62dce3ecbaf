package io.iocp.streaming.operations;

import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.udp.UdpPublisher;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.ingest.udp.protocol.UdpCounter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/**
 * Binds the figures of streams that come by UDP as meters {@code streaming.udp.*}, with the stream
 * as a label: there are as many as are configured.
 */
final class UdpMetrics implements MeterBinder {

  private final UdpPublishers publishers;

  UdpMetrics(UdpPublishers publishers) {
    this.publishers = publishers;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (UdpPublisher publisher : publishers.all()) {
      for (UdpCounter counter : UdpCounter.values()) {
        bind(registry, publisher, counter);
      }
    }
  }

  private static void bind(MeterRegistry registry, UdpPublisher publisher, UdpCounter counter) {
    String name = "streaming.udp." + counter.name().toLowerCase(Locale.ROOT).replace('_', '.');
    Counters<UdpCounter> counters = publisher.counters();
    FunctionCounter.builder(name, counters, all -> all.count(counter))
        .description(counter.meaning())
        .tag("stream", publisher.id().name())
        .register(registry);
  }
}
