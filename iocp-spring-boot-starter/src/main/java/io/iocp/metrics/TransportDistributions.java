package io.iocp.metrics;

import io.iocp.IocpTransport;
import io.iocp.connection.ConnectionServer.WorkerState;
import io.iocp.statistics.HistogramSnapshot;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * A transport's histograms as distributions. Their values are handed over whenever the registry
 * reads a gauge that stands here for all of them: at each scrape, or each step of a registry that
 * sends.
 */
final class TransportDistributions {

  // 10 µs … 10 s, three for each power of ten.
  private static final Duration[] TIME_BOUNDS =
      LongStream.of(
              10_000,
              20_000,
              50_000,
              100_000,
              200_000,
              500_000,
              1_000_000,
              2_000_000,
              5_000_000,
              10_000_000,
              20_000_000,
              50_000_000,
              100_000_000,
              200_000_000,
              500_000_000,
              1_000_000_000,
              2_000_000_000,
              5_000_000_000L,
              10_000_000_000L)
          .mapToObj(Duration::ofNanos)
          .toArray(Duration[]::new);

  private static final double[] BATCH_BOUNDS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

  private final MeterRegistry registry;
  private final IocpTransport transport;

  TransportDistributions(MeterRegistry registry, IocpTransport transport) {
    this.registry = registry;
    this.transport = transport;
  }

  void bind() {
    List<HistogramTransfer> transfers =
        List.of(
            times(
                "iocp.port.handler.delay",
                "Time from dequeuing a completion to its handler, sampled for one receive in 16",
                transport.figures()::handlerDelayNanos),
            batches(),
            times(
                "iocp.jobs.wait",
                "Time that jobs wait in the queue",
                () -> transport.jobs().snapshot().waitNanos()),
            times(
                "iocp.jobs.run", "Run time of jobs", () -> transport.jobs().snapshot().runNanos()));
    TimeGauge.builder(
            "iocp.workers.silence",
            transport,
            TimeUnit.NANOSECONDS,
            t -> {
              transfers.forEach(HistogramTransfer::run);
              return t.figures().snapshot().workers().stream()
                  .mapToLong(WorkerState::silentNanos)
                  .max()
                  .orElse(0);
            })
        .description("Maximum time since an I/O worker last returned from the port")
        .register(registry);
  }

  private HistogramTransfer times(
      String name, String description, Supplier<HistogramSnapshot> nanos) {
    Timer timer =
        Timer.builder(name)
            .description(description)
            .serviceLevelObjectives(TIME_BOUNDS)
            .register(registry);
    return new HistogramTransfer(nanos, value -> timer.record(value, TimeUnit.NANOSECONDS));
  }

  private HistogramTransfer batches() {
    DistributionSummary summary =
        DistributionSummary.builder("iocp.port.batch.size")
            .description("Completions and packets per batch")
            .serviceLevelObjectives(BATCH_BOUNDS)
            .register(registry);
    return new HistogramTransfer(transport.figures()::batchSizes, summary::record);
  }
}
