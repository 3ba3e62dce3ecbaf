package io.iocp.admin.cluster;

import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the part of the administration API for its cluster to a service that is part of one. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(ClusterDirectory.class)
public final class ClusterAutoConfiguration {

  @Bean
  ClusterController iocpAdminClusterController(
      ClusterDirectory directory, ObjectProvider<VisibilityDirectory> visibility) {
    CallerVisibility caller = new CallerVisibility(visibility);
    return new ClusterController(() -> directory.cluster().visible(caller.current()::lists));
  }
}
