package io.iocp.autoconfigure.health;

import io.iocp.IocpTransport;
import io.iocp.actuate.endpoint.IocpHealthIndicator;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Offers the transport's health as {@code iocp}. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(IocpTransport.class)
@ConditionalOnEnabledHealthIndicator("iocp")
public final class IocpHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "iocpHealthIndicator")
  IocpHealthIndicator iocpHealthIndicator(IocpTransport transport) {
    return new IocpHealthIndicator(transport);
  }
}
