package io.iocp.streaming.operations;

import io.iocp.statistics.Counters;
import io.iocp.streaming.history.HistoryCounter;
import io.iocp.streaming.history.PastViewers;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** Binds the figures of viewers in the past as meters {@code streaming.dvr.*}. */
final class HistoryMetrics implements MeterBinder {

  private final PastViewers viewers;

  HistoryMetrics(PastViewers viewers) {
    this.viewers = viewers;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Counters<HistoryCounter> counters = viewers.counters();
    for (HistoryCounter counter : HistoryCounter.values()) {
      String name = "streaming.dvr." + counter.name().toLowerCase(Locale.ROOT).replace('_', '.');
      FunctionCounter.builder(name, counters, all -> all.count(counter))
          .description(counter.meaning())
          .register(registry);
    }
    Gauge.builder("streaming.dvr.viewers", viewers, PastViewers::count)
        .description("Viewers in the past of a live stream")
        .register(registry);
  }
}
