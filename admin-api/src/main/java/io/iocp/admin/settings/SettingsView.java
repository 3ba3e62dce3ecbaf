package io.iocp.admin.settings;

import io.iocp.IocpSettings;
import io.iocp.LogLevel;
import io.iocp.RestartSetting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings at one moment.
 *
 * @param jobWorkers threads that run jobs
 * @param maximumConnections connections at once; those beyond it that are there already stay
 * @param handshakeTimeoutMillis longest time from acceptance to the end of a handshake
 * @param idleTimeoutMillis longest time without anything received or sent
 * @param pingIntervalMillis quiet time after which a client is pinged; below the idle timeout
 * @param closeTimeoutMillis longest time that closing in order may take
 * @param sendQueueBytes memory that messages waiting for one client may occupy; for new connections
 * @param maximumFrameBytes largest payload of a frame; for new sessions
 * @param maximumMessageBytes largest payload of a message; for new sessions
 * @param logLevel how much the transport logs; null where that cannot be changed
 * @param restart what only a restart changes, by name of the property
 */
record SettingsView(
    int jobWorkers,
    int maximumConnections,
    long handshakeTimeoutMillis,
    long idleTimeoutMillis,
    long pingIntervalMillis,
    long closeTimeoutMillis,
    long sendQueueBytes,
    long maximumFrameBytes,
    long maximumMessageBytes,
    @Nullable LogLevel logLevel,
    Map<String, String> restart) {

  static SettingsView of(IocpSettings settings, List<RestartSetting> restart) {
    Map<String, String> fixed = new TreeMap<>();
    restart.forEach(setting -> fixed.put(setting.property(), setting.value()));
    return new SettingsView(
        settings.jobWorkers(),
        settings.maximumConnections(),
        settings.handshakeTimeout().toMillis(),
        settings.idleTimeout().toMillis(),
        settings.keepAliveInterval().toMillis(),
        settings.closeTimeout().toMillis(),
        settings.sendQueueBytes(),
        settings.maximumFrameBytes(),
        settings.maximumMessageBytes(),
        settings.logLevel(),
        fixed);
  }
}
