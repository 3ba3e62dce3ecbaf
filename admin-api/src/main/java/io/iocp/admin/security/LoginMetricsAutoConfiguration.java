package io.iocp.admin.security;

import io.iocp.metrics.LoginMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Counts failed logins to administration. */
@AutoConfiguration(after = AdminSecurityAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(LoginGuard.class)
public final class LoginMetricsAutoConfiguration {

  @Bean
  LoginMetrics iocpAdminLoginMeters(LoginGuard guard) {
    return new LoginMetrics(guard.attempts(), "administration");
  }
}
