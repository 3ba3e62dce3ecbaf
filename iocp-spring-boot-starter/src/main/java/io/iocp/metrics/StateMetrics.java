package io.iocp.metrics;

import io.iocp.state.StateCounter;
import io.iocp.state.StateKeeper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds what happens to kept state as meters {@code iocp.state.*}. */
public final class StateMetrics implements MeterBinder {

  private final StateKeeper keeper;

  public StateMetrics(StateKeeper keeper) {
    this.keeper = keeper;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Meters<StateKeeper> meters = new Meters<>(registry, keeper);
    meters.gauge(
        "iocp.state.keeping",
        "Whether all state would survive a restart: 0 or 1",
        state -> state.isKeeping() ? 1 : 0);
    for (StateCounter counter : StateCounter.values()) {
      meters.counter(
          "iocp.state." + Meters.dotted(counter), counter.meaning(), state -> state.count(counter));
    }
  }
}
