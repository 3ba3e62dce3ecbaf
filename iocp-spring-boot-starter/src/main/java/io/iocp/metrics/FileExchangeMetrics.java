package io.iocp.metrics;

import io.iocp.file.FileCounter;
import io.iocp.file.FileDirection;
import io.iocp.file.FileExchange;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds a file exchange's figures as meters {@code iocp.files.*}. */
public final class FileExchangeMetrics implements MeterBinder {

  private final FileExchange exchange;

  public FileExchangeMetrics(FileExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Meters<FileExchange> meters = new Meters<>(registry, exchange);
    for (FileDirection direction : FileDirection.values()) {
      meters.gauge(
          "iocp.files.running",
          "Running transfers, by direction",
          Tags.of("direction", Meters.dashed(direction)),
          files -> files.running(direction));
    }
    for (FileCounter counter : FileCounter.values()) {
      meters.counter(
          "iocp.files." + Meters.dotted(counter), counter.meaning(), files -> files.count(counter));
    }
  }
}
