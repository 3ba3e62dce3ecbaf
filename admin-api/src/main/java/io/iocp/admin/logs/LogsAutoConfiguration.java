package io.iocp.admin.logs;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.iocp.admin.live.LiveSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Shows the end of the log, where Logback writes it. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(LoggerContext.class)
public final class LogsAutoConfiguration {

  private static final int LINES = 1000;

  @Bean
  LogTail iocpAdminLogTail() {
    return new LogTail(LINES);
  }

  /** Listens while the application runs. */
  @Bean
  DisposableBean iocpAdminLogTailAttachment(LogTail tail) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return () -> {};
    }
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    tail.setContext(context);
    tail.start();
    root.addAppender(tail);
    return () -> {
      root.detachAppender(tail);
      tail.stop();
    };
  }

  @Bean
  LiveSource iocpAdminLogSource(LogTail tail) {
    return new LogSource(tail);
  }

  @Bean
  LogsController iocpAdminLogsController(LogTail tail) {
    return new LogsController(tail);
  }
}
