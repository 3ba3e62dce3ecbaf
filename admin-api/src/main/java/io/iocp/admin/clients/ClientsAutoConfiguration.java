package io.iocp.admin.clients;

import io.iocp.IocpTransport;
import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import io.iocp.autoconfigure.IocpAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the client part of the administration API. */
@AutoConfiguration(after = IocpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(IocpTransport.class)
public final class ClientsAutoConfiguration {

  @Bean
  ClientsController iocpAdminClientsController(
      IocpTransport transport, ObjectProvider<VisibilityDirectory> visibility) {
    return new ClientsController(transport.clients(), new CallerVisibility(visibility));
  }

  @Bean
  LiveSource iocpAdminClientsSource(IocpTransport transport) {
    return new ClientsSource(transport.clients());
  }
}
