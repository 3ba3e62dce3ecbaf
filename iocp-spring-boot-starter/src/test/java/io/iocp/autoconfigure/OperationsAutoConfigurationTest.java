package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.actuate.endpoint.IocpEndpoint;
import io.iocp.actuate.endpoint.IocpHealthIndicator;
import io.iocp.autoconfigure.endpoint.IocpEndpointAutoConfiguration;
import io.iocp.autoconfigure.health.IocpHealthAutoConfiguration;
import io.iocp.autoconfigure.metrics.IocpMetricsAutoConfiguration;
import io.iocp.metrics.TransportMetrics;
import io.iocp.testsupport.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** When endpoint, health and metrics are there, and when they are not. */
@Timeout(180)
class OperationsAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  IocpAutoConfiguration.class,
                  IocpEndpointAutoConfiguration.class,
                  IocpHealthAutoConfiguration.class,
                  IocpMetricsAutoConfiguration.class))
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void theEndpointIsThereOnlyWhenItIsExposed() {
    runner.run(context -> assertThat(context).doesNotHaveBean(IocpEndpoint.class));
    runner
        .withPropertyValues("management.endpoints.web.exposure.include=iocp")
        .run(context -> assertThat(context).hasSingleBean(IocpEndpoint.class));
  }

  @Test
  void healthIsThereUnlessItIsSwitchedOff() {
    runner.run(context -> assertThat(context).hasSingleBean(IocpHealthIndicator.class));
    runner
        .withPropertyValues("management.health.iocp.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(IocpHealthIndicator.class));
  }

  @Test
  void metricsAreThereWithARegistry() {
    runner.run(context -> assertThat(context).doesNotHaveBean(TransportMetrics.class));
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(context -> assertThat(context).hasSingleBean(TransportMetrics.class));
  }

  @Test
  void withoutATransportThereIsNothingToOperate() {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues("iocp.enabled=false", "management.endpoints.web.exposure.include=iocp")
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(IocpEndpoint.class);
              assertThat(context).doesNotHaveBean(IocpHealthIndicator.class);
              assertThat(context).doesNotHaveBean(TransportMetrics.class);
            });
  }

  @Test
  void theTransportRunsWithoutMicrometer() {
    runner
        .withClassLoader(new FilteredClassLoader("io.micrometer"))
        .run(
            context -> {
              assertThat(context).hasSingleBean(IocpTransport.class);
              assertThat(context).doesNotHaveBean("iocpTransportMetrics");
            });
  }

  @Test
  void theTransportRunsWithoutJson() {
    runner
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withClassLoader(new FilteredClassLoader("tools.jackson"))
        .run(
            context -> {
              assertThat(context).hasSingleBean(IocpTransport.class);
              assertThat(context).hasSingleBean(TransportMetrics.class);
            });
  }
}
