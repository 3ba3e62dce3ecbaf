package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.file.FileExchange;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.WebSocketAccess;
import io.iocp.streaming.file.FileEndpoints;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Exchanges the files of a directory, where one is named. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(prefix = "streaming.files", name = "directory")
class FileConfiguration {

  /** The transport asks for handlers before it is there: its job workers are found later. */
  @Bean
  FileExchange fileExchange(StreamingProperties properties, ObjectProvider<IocpTransport> transport)
      throws IOException {
    return new FileExchange(properties.files().toOptions(), () -> transport.getObject().jobs());
  }

  @Bean
  FileEndpoints fileEndpoints(
      FileExchange exchange, AccessControl control, WebSocketAccess access) {
    return new FileEndpoints(exchange, control, access);
  }
}
