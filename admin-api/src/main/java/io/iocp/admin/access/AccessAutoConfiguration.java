package io.iocp.admin.access;

import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import org.springframework.beans.factory.ObjectProvider;
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
  AccessController iocpAdminAccessController(
      AccessDirectory directory, ObjectProvider<VisibilityDirectory> visibility) {
    return new AccessController(new VisibleAccess(directory, new CallerVisibility(visibility)));
  }
}
