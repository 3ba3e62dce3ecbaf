package io.iocp.autoconfigure.metrics;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.autoconfigure.state.StateAutoConfiguration;
import io.iocp.file.FileExchange;
import io.iocp.metrics.FileExchangeMetrics;
import io.iocp.metrics.StateMetrics;
import io.iocp.metrics.TransportMetrics;
import io.iocp.state.StateKeeper;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Binds the meters of the transport, and of a file exchange if there is one, to the application's
 * registry.
 */
@AutoConfiguration(
    after = {IocpAutoConfiguration.class, StateAutoConfiguration.class},
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure"
            + ".CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({IocpTransport.class, MeterRegistry.class})
public final class IocpMetricsAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  TransportMetrics iocpTransportMetrics(IocpTransport transport) {
    return new TransportMetrics(transport);
  }

  @Bean
  @ConditionalOnBean(StateKeeper.class)
  @ConditionalOnMissingBean
  StateMetrics iocpStateMetrics(StateKeeper keeper) {
    return new StateMetrics(keeper);
  }

  @Bean
  @ConditionalOnBean(FileExchange.class)
  @ConditionalOnMissingBean
  FileExchangeMetrics iocpFileExchangeMetrics(FileExchange exchange) {
    return new FileExchangeMetrics(exchange);
  }
}
