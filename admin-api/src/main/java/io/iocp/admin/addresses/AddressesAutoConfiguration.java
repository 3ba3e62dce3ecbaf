package io.iocp.admin.addresses;

import io.iocp.IocpTransport;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the allow and deny lists to the administration API. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IocpTransport.class)
public final class AddressesAutoConfiguration {

  @Bean
  AddressesController iocpAdminAddressesController(IocpTransport transport) {
    return new AddressesController(transport.clients());
  }
}
