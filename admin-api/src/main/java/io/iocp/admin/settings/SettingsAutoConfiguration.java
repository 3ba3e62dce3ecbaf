package io.iocp.admin.settings;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the settings to the administration API. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IocpTransport.class)
public final class SettingsAutoConfiguration {

  @Bean
  SettingsController iocpAdminSettingsController(IocpTransport transport) {
    return new SettingsController(transport.settings());
  }
}
