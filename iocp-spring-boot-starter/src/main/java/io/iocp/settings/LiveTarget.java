package io.iocp.settings;

import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.ConnectionServer;
import io.iocp.job.JobQueue;
import io.iocp.websocket.WebSocketServer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where settings apply while a transport runs. */
record LiveTarget(
    JobQueue jobs,
    ConnectionServer connections,
    WebSocketServer webSockets,
    @Nullable LogLevels logLevels) {

  void connections(UnaryOperator<ConnectionOptions.Builder> change) {
    connections.options(change.apply(connections.options().toBuilder()).build());
  }

  @Nullable LogLevel logLevel() {
    return logLevels == null ? null : logLevels.level();
  }

  /** Not without need: it would pin a level that comes from the root logger. */
  void logLevel(LogLevel level) {
    if (logLevels != null && level != logLevels.level()) {
      logLevels.level(level);
    }
  }
}
