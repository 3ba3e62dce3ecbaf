package io.iocp;

import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.ConnectionServer;
import io.iocp.job.JobQueue;
import io.iocp.websocket.WebSocketServer;
import io.iocp.websocket.protocol.FrameLimits;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what applies from where it applies, and changes it there as one. Any thread. */
final class LiveSettings {

  private final JobQueue jobs;
  private final ConnectionServer connections;
  private final WebSocketServer webSockets;

  // Guarded by this.
  private @Nullable LogLevels logLevels;
  // Guarded by this.
  private VersionedSettings seen;

  LiveSettings(JobQueue jobs, ConnectionServer connections, WebSocketServer webSockets) {
    this.jobs = jobs;
    this.connections = connections;
    this.webSockets = webSockets;
    this.seen = new VersionedSettings(read(null), 1);
  }

  synchronized void logLevels(LogLevels levels) {
    logLevels = levels;
    seen = new VersionedSettings(read(levels), seen.version());
  }

  /** What applies now, also what was changed elsewhere. */
  synchronized VersionedSettings current() {
    IocpSettings now = read(logLevels);
    if (!now.equals(seen.settings())) {
      seen = new VersionedSettings(now, seen.version() + 1);
    }
    return seen;
  }

  synchronized SettingsOutcome apply(IocpSettings wanted, long expectedVersion) {
    return current().version() == expectedVersion
        ? apply(wanted)
        : new SettingsOutcome.Stale(current());
  }

  synchronized SettingsOutcome apply(IocpSettings wanted) {
    List<SettingError> errors =
        Stream.concat(wanted.errors().stream(), logLevelErrors(wanted)).toList();
    if (!errors.isEmpty()) {
      return new SettingsOutcome.Invalid(errors);
    }
    IocpSettings before = current().settings();
    try {
      write(wanted);
    } catch (RuntimeException | Error e) {
      // No memory for another thread, or a logging system that refuses: as it was.
      write(before);
      throw e;
    }
    return new SettingsOutcome.Applied(current());
  }

  private Stream<SettingError> logLevelErrors(IocpSettings wanted) {
    LogLevel level = wanted.logLevel();
    if (level == null || logLevels != null) {
      return Stream.empty();
    }
    return Stream.of(
        new SettingError(
            "logging.level.io.iocp", level.name(), "left alone: it is not the transport's here"));
  }

  private IocpSettings read(@Nullable LogLevels levels) {
    ConnectionOptions options = connections.options();
    FrameLimits limits = webSockets.limits();
    return new IocpSettings(
        jobs.workers(),
        connections.accessPolicy().limits().maximumConnections(),
        options.handshakeTimeout(),
        options.idleTimeout(),
        options.keepAliveInterval(),
        options.closeTimeout(),
        options.sendQueueBytes(),
        limits.maxFrameBytes(),
        limits.maxMessageBytes(),
        levels == null ? null : levels.level());
  }

  private void write(IocpSettings settings) {
    LogLevel level = settings.logLevel();
    // Not without need: it would pin a level that comes from the root logger.
    if (logLevels != null && level != null && level != logLevels.level()) {
      logLevels.level(level);
    }
    jobs.setWorkers(settings.jobWorkers());
    connections.accessPolicy().maximumConnections(settings.maximumConnections());
    connections.options(
        connections.options().toBuilder()
            .maximumConnections(settings.maximumConnections())
            .handshakeTimeout(settings.handshakeTimeout())
            .idleTimeout(settings.idleTimeout())
            .keepAliveInterval(settings.keepAliveInterval())
            .closeTimeout(settings.closeTimeout())
            .sendQueueBytes(settings.sendQueueBytes())
            .build());
    webSockets.limits(
        new FrameLimits(settings.maximumFrameBytes(), settings.maximumMessageBytes()));
  }
}
