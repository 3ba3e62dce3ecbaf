package io.iocp.admin.sources;

import io.iocp.admin.live.LiveSource;
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
  SourcesController iocpAdminSourcesController(SourceDirectory directory) {
    return new SourcesController(directory);
  }

  @Bean
  LiveSource iocpAdminSourcesSource(SourceDirectory directory) {
    return new SourcesSource(directory);
  }
}
