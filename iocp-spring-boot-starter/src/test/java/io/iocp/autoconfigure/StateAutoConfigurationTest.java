package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.access.AddressRange;
import io.iocp.autoconfigure.metrics.IocpMetricsAutoConfiguration;
import io.iocp.autoconfigure.state.StateAutoConfiguration;
import io.iocp.metrics.StateMetrics;
import io.iocp.settings.LiveSettings;
import io.iocp.settings.SettingsChange;
import io.iocp.settings.SettingsOutcome;
import io.iocp.state.StateKeeper;
import io.iocp.testsupport.WorkerThreads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What is changed while the application runs is kept where a directory is set. */
@Timeout(180)
class StateAutoConfigurationTest {

  @TempDir private Path directory;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  IocpAutoConfiguration.class,
                  StateAutoConfiguration.class,
                  IocpMetricsAutoConfiguration.class))
          .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
          .withPropertyValues(
              "iocp.address=127.0.0.1", "iocp.port=0", "iocp.engine=nio", "iocp.workers=1");

  @AfterEach
  void noWorkerIsLeft() {
    WorkerThreads.awaitNone();
  }

  @Test
  void nothingIsKeptUnlessADirectoryIsSet() {
    runner.run(
        context ->
            assertThat(context)
                .doesNotHaveBean(StateKeeper.class)
                .doesNotHaveBean(StateMetrics.class));
    runner
        .withPropertyValues("iocp.enabled=false", "iocp.state.directory=" + directory)
        .run(context -> assertThat(context).doesNotHaveBean(StateKeeper.class));
  }

  @Test
  void bansAndSettingsAreThereAfterARestart() {
    ApplicationContextRunner keeping = keeping();
    keeping.run(
        context -> {
          IocpTransport transport = context.getBean(IocpTransport.class);
          transport.clients().access().ban(AddressRange.parse("192.0.2.7"), "storm", null);
          set(transport, Duration.ofSeconds(77));
          MeterRegistry registry = context.getBean(MeterRegistry.class);
          context.getBean(StateMetrics.class).bindTo(registry);
          assertThat(registry.get("iocp.state.keeping").gauge().value()).isEqualTo(1);
        });
    keeping.run(
        context -> {
          IocpTransport transport = context.getBean(IocpTransport.class);
          assertThat(transport.clients().access().bans(null, 10))
              .singleElement()
              .satisfies(ban -> assertThat(ban.reason()).isEqualTo("storm"));
          assertThat(transport.settings().current().get(LiveSettings.IDLE_TIMEOUT))
              .isEqualTo(Duration.ofSeconds(77));
        });
  }

  @Test
  void whoEditsTheConfigurationMeansIt() {
    keeping().run(context -> set(context.getBean(IocpTransport.class), Duration.ofSeconds(77)));
    keeping()
        .withPropertyValues("iocp.idle-timeout=99s")
        .run(
            context ->
                assertThat(
                        context
                            .getBean(IocpTransport.class)
                            .settings()
                            .current()
                            .get(LiveSettings.IDLE_TIMEOUT))
                    .isEqualTo(Duration.ofSeconds(99)));
  }

  @Test
  void aDirectoryThatCannotBeUsedEndsTheStartWithASentence() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    runner
        .withPropertyValues("iocp.state.directory=" + file)
        .run(
            context ->
                assertThat(context)
                    .hasFailed()
                    .getFailure()
                    .rootCause()
                    .hasMessage("it is not a directory"));
  }

  private ApplicationContextRunner keeping() {
    return runner.withPropertyValues("iocp.state.directory=" + directory);
  }

  private static void set(IocpTransport transport, Duration idleTimeout) {
    assertThat(
            transport.settings().apply(SettingsChange.of(LiveSettings.IDLE_TIMEOUT, idleTimeout)))
        .isInstanceOf(SettingsOutcome.Applied.class);
  }
}
