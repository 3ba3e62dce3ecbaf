package io.iocp.admin.access;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the part of the administration API for access to a service that has such rules. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(AccessDirectory.class)
public final class AccessAutoConfiguration {

  @Bean
  AccessController iocpAdminAccessController(AccessDirectory directory) {
    return new AccessController(directory);
  }
}
