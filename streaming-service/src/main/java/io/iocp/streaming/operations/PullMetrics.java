package io.iocp.streaming.operations;

import io.iocp.streaming.source.PullCounter;
import io.iocp.streaming.source.Pulls;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/** Binds the figures of streams from other servers as meters {@code streaming.origins.*}. */
final class PullMetrics implements MeterBinder {

  private static final String PREFIX = "streaming.origins.";

  private final @Nullable Pulls pulls;

  /**
   * @param pulls null where no other server is asked: there is nothing to bind then
   */
  PullMetrics(@Nullable Pulls pulls) {
    this.pulls = pulls;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    if (pulls == null) {
      return;
    }
    Gauge.builder(PREFIX + "running", pulls, Pulls::running)
        .description("Streams that come from other servers now")
        .register(registry);
    FunctionCounter.builder(PREFIX + "bytes", pulls, Pulls::bytes)
        .description("Bytes of media that came from other servers")
        .register(registry);
    for (PullCounter counter : PullCounter.values()) {
      StreamingMetrics.bind(registry, PREFIX, pulls.counters(), counter, counter.meaning());
    }
  }
}
