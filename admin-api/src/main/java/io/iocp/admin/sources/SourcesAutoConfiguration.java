package io.iocp.admin.sources;

import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the part of the administration API for sources to a service that fetches streams. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(SourceDirectory.class)
public final class SourcesAutoConfiguration {

  @Bean
  SourcesController iocpAdminSourcesController(
      SourceDirectory directory, ObjectProvider<VisibilityDirectory> visibility) {
    return new SourcesController(new VisibleSources(directory, new CallerVisibility(visibility)));
  }

  @Bean
  LiveSource iocpAdminSourcesSource(SourceDirectory directory) {
    return new SourcesSource(directory);
  }
}
