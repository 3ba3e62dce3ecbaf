package io.iocp.streaming.operations;

import io.iocp.streaming.access.AccessCallback;
import io.iocp.streaming.access.CallbackCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds the figures of the access callback as meters {@code streaming.access.callback.*}. */
final class AccessMetrics implements MeterBinder {

  private static final String PREFIX = "streaming.access.callback.";

  private final AccessCallback callback;

  AccessMetrics(AccessCallback callback) {
    this.callback = callback;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(PREFIX + "waiting", callback, AccessCallback::waiting)
        .description("Requests to the access callback that wait for an answer")
        .register(registry);
    for (CallbackCounter counter : CallbackCounter.values()) {
      StreamingMetrics.bind(registry, PREFIX, callback.counters(), counter, counter.meaning());
    }
  }
}
