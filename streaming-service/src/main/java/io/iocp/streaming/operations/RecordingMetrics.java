package io.iocp.streaming.operations;

import io.iocp.statistics.Counters;
import io.iocp.streaming.recording.RecorderSnapshot;
import io.iocp.streaming.recording.Recorders;
import io.iocp.streaming.recording.RecordingCounter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** Binds the figures of recordings as meters {@code streaming.recording.*}. */
final class RecordingMetrics implements MeterBinder {

  private final Recorders recorders;

  RecordingMetrics(Recorders recorders) {
    this.recorders = recorders;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (RecordingCounter counter : RecordingCounter.values()) {
      String name =
          "streaming.recording." + counter.name().toLowerCase(Locale.ROOT).replace('_', '.');
      Counters<RecordingCounter> counters = recorders.counters();
      FunctionCounter.builder(name, counters, all -> all.count(counter))
          .description(counter.meaning())
          .register(registry);
    }
    FunctionCounter.builder("streaming.recording.seconds", recorders, Recorders::seconds)
        .description("Seconds of media written to recordings")
        .register(registry);
    gauge(registry, "running", RecorderSnapshot.State.RECORDING, "Streams that are recorded");
    gauge(
        registry,
        "failed",
        RecorderSnapshot.State.FAILED,
        "Live streams that are to be recorded and are not");
    Gauge.builder("streaming.recording.waiting", recorders, RecordingMetrics::waitingBytes)
        .baseUnit("bytes")
        .description("Media that waits to be written to recordings")
        .register(registry);
    Gauge.builder("streaming.recording.stored", recorders, all -> all.storage().bytes())
        .baseUnit("bytes")
        .description("Size of all recordings")
        .register(registry);
    Gauge.builder("streaming.recording.disk.free", recorders, all -> all.storage().usableBytes())
        .baseUnit("bytes")
        .description("Free space on the disk of the recordings; 0 if the directory is missing")
        .register(registry);
  }

  private static double waitingBytes(Recorders all) {
    return all.snapshots().stream().mapToLong(RecorderSnapshot::waitingBytes).sum();
  }

  private void gauge(
      MeterRegistry registry, String name, RecorderSnapshot.State state, String description) {
    Gauge.builder(
            "streaming.recording." + name,
            recorders,
            all -> all.snapshots().stream().filter(one -> one.state() == state).count())
        .description(description)
        .register(registry);
  }
}
