package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.metrics.LoginMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class LoginMetricsAutoConfigurationTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(LoginMetricsAutoConfiguration.class));

  @Test
  void failedLoginsAreCountedWhereThereIsALogin() {
    runner.run(context -> assertThat(context).doesNotHaveBean(LoginMetrics.class));
    LoginGuard guard = new LoginGuard(() -> 0, (address, time) -> {});
    ApplicationContextRunner guarded = runner.withBean(LoginGuard.class, () -> guard);
    guarded.run(
        context -> {
          SimpleMeterRegistry registry = new SimpleMeterRegistry();
          context.getBean(LoginMetrics.class).bindTo(registry);
          guard.failed("192.0.2.1", "anna");
          assertThat(
                  registry
                      .get("iocp.logins.failed")
                      .tag("place", "administration")
                      .functionCounter()
                      .count())
              .isEqualTo(1);
          assertThat(registry.get("iocp.logins.tracked").gauge().value()).isEqualTo(2);
        });
    guarded
        .withClassLoader(new FilteredClassLoader(MeterBinder.class))
        .run(context -> assertThat(context).doesNotHaveBean("iocpAdminLoginMeters"));
  }
}
