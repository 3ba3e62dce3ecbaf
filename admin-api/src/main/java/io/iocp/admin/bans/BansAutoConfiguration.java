package io.iocp.admin.bans;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds bans to the administration API. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IocpTransport.class)
public final class BansAutoConfiguration {

  @Bean
  BansController iocpAdminBansController(IocpTransport transport) {
    return new BansController(transport, InstantSource.system());
  }
}
