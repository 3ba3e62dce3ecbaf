package io.iocp.admin.files;

import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import io.iocp.file.FileExchange;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds file transfers to the administration API of a service that exchanges files. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(FileExchange.class)
public final class FilesAutoConfiguration {

  @Bean
  FilesController iocpAdminFilesController(
      FileExchange exchange, ObjectProvider<VisibilityDirectory> visibility) {
    return new FilesController(exchange, new CallerVisibility(visibility));
  }

  @Bean
  LiveSource iocpAdminTransfersSource(FileExchange exchange) {
    return new TransfersSource(exchange);
  }
}
