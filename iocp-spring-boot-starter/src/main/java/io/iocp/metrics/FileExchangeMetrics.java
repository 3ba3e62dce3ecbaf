package io.iocp.metrics;

import io.iocp.file.FileCounter;
import io.iocp.file.FileDirection;
import io.iocp.file.FileExchange;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** Binds a file exchange's figures as meters {@code iocp.files.*}. */
public final class FileExchangeMetrics implements MeterBinder {

  private final FileExchange exchange;

  public FileExchangeMetrics(FileExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (FileDirection direction : FileDirection.values()) {
      Gauge.builder("iocp.files.running", exchange, one -> one.running(direction))
          .description("Transfers now, by direction")
          .tag("direction", direction.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    for (FileCounter counter : FileCounter.values()) {
      FunctionCounter.builder(
              "iocp.files." + counter.name().toLowerCase(Locale.ROOT).replace('_', '.'),
              exchange,
              one -> one.count(counter))
          .description(counter.meaning())
          .register(registry);
    }
  }
}
