package io.iocp.autoconfigure.endpoint;

import io.iocp.IocpTransport;
import io.iocp.actuate.endpoint.IocpEndpoint;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Offers the Actuator endpoint {@code iocp}. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(IocpEndpoint.class)
@ConditionalOnBean(IocpTransport.class)
public final class IocpEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  IocpEndpoint iocpEndpoint(IocpTransport transport) {
    return new IocpEndpoint(transport);
  }
}
