package io.iocp.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.autoconfigure.metrics.IocpMetricsAutoConfiguration;
import io.iocp.file.FileExchange;
import io.iocp.file.FileExchangeOptions;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@Timeout(180)
class FileExchangeMetricsTest {

  @TempDir private Path directory;

  private FileExchange exchange() {
    try {
      return new FileExchange(
          FileExchangeOptions.readOnly(directory),
          () -> {
            throw new IllegalStateException("no peer came");
          });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyMeterIsOursAndDescribed() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new FileExchangeMetrics(exchange()).bindTo(registry);
    assertThat(registry.getMeters())
        .extracting(Meter::getId)
        .allSatisfy(
            id -> {
              assertThat(id.getName()).startsWith("iocp.files.").matches("[a-z.]+");
              assertThat(id.getDescription()).isNotBlank();
            });
    assertThat(registry.get("iocp.files.running").tag("direction", "sending").gauge().value())
        .isZero();
    assertThat(registry.get("iocp.files.hash.mismatches").functionCounter().count()).isZero();
  }

  @Test
  void theyAreThereOnlyWithAnExchange() {
    ApplicationContextRunner runner =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    IocpAutoConfiguration.class, IocpMetricsAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("iocp.port=0", "iocp.engine=nio", "iocp.workers=1");
    runner.run(
        context -> {
          assertThat(context).hasSingleBean(IocpTransport.class);
          assertThat(context).doesNotHaveBean(FileExchangeMetrics.class);
        });
    runner
        .withBean(FileExchange.class, this::exchange)
        .run(context -> assertThat(context).hasSingleBean(FileExchangeMetrics.class));
  }
}
