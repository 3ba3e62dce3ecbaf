package io.iocp.autoconfigure;

import io.iocp.settings.LogLevel;
import io.iocp.settings.LogLevels;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** The level of {@code io.iocp} in Spring Boot's logging system. */
final class LoggingSystemLevels implements LogLevels {

  private static final String LOGGER = "io.iocp";

  private final LoggingSystem system;

  LoggingSystemLevels(LoggingSystem system) {
    this.system = system;
  }

  @Override
  public LogLevel level() {
    LoggerConfiguration configuration = system.getLoggerConfiguration(LOGGER);
    // A logger that nobody has used yet and nobody has configured may be unknown.
    if (configuration == null) {
      return LogLevel.INFO;
    }
    return switch (configuration.getEffectiveLevel()) {
      case TRACE -> LogLevel.TRACE;
      case DEBUG -> LogLevel.DEBUG;
      case INFO -> LogLevel.INFO;
      case WARN -> LogLevel.WARN;
      case ERROR, FATAL -> LogLevel.ERROR;
      case OFF -> LogLevel.OFF;
    };
  }

  @Override
  public void level(LogLevel level) {
    system.setLogLevel(LOGGER, org.springframework.boot.logging.LogLevel.valueOf(level.name()));
  }
}
