package io.iocp;

import io.iocp.connection.ConnectionOptions;
import io.iocp.job.JobQueueOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be changed while the transport runs. May hold values that cannot be: {@link #errors()}
 * says which, all at once.
 *
 * @param jobWorkers threads that run jobs
 * @param maximumConnections connections at once; those beyond it that are there already stay
 * @param handshakeTimeout longest time from acceptance to the end of a handshake, for new
 *     connections
 * @param idleTimeout longest time without anything received or sent
 * @param keepAliveInterval quiet time after which a peer is probed; below the idle timeout
 * @param closeTimeout longest time that closing in order may take, for closes to come
 * @param sendQueueBytes bound of a send queue in bytes of buffer slots, for new connections
 * @param maximumFrameBytes largest payload of a WebSocket frame, for new sessions whose path does
 *     not say otherwise
 * @param maximumMessageBytes likewise of a WebSocket message
 * @param logLevel how much {@code io.iocp} logs; null where that is not the transport's to change
 */
public record IocpSettings(
    int jobWorkers,
    int maximumConnections,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Duration keepAliveInterval,
    Duration closeTimeout,
    long sendQueueBytes,
    long maximumFrameBytes,
    long maximumMessageBytes,
    @Nullable LogLevel logLevel) {

  /** What is wrong with them; empty if nothing is. */
  public List<SettingError> errors() {
    Errors errors = new Errors();
    errors.check("iocp.jobs.workers", jobWorkers, 1, JobQueueOptions.MAXIMUM_WORKERS);
    errors.check("iocp.max-connections", maximumConnections, 1, Integer.MAX_VALUE);
    errors.check("iocp.handshake-timeout", handshakeTimeout);
    errors.check("iocp.idle-timeout", idleTimeout);
    errors.check("iocp.ping-interval", keepAliveInterval);
    errors.check("iocp.close-timeout", closeTimeout);
    if (keepAliveInterval.compareTo(idleTimeout) >= 0) {
      errors.add(
          "iocp.ping-interval",
          keepAliveInterval,
          "shorter than iocp.idle-timeout, which is " + idleTimeout);
    }
    errors.check("iocp.send-queue", sendQueueBytes, 1, Long.MAX_VALUE);
    errors.check("iocp.websocket.max-frame-size", maximumFrameBytes, 0, Long.MAX_VALUE);
    errors.check("iocp.websocket.max-message-size", maximumMessageBytes, 0, Long.MAX_VALUE);
    return List.copyOf(errors.found);
  }

  /** A builder that starts from these. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  private static final class Errors {

    private final List<SettingError> found = new ArrayList<>();

    void add(String property, Object value, String bounds) {
      found.add(new SettingError(property, value.toString(), bounds));
    }

    void check(String property, long value, long minimum, long maximum) {
      if (value < minimum || value > maximum) {
        add(property, value, minimum + " to " + maximum);
      }
    }

    void check(String property, Duration value) {
      if (value.isNegative() || value.isZero() || value.compareTo(ConnectionOptions.LONGEST) > 0) {
        add(property, value, "positive and at most " + ConnectionOptions.LONGEST);
      }
    }
  }

  /** Changes single settings. Not thread-safe. */
  public static final class Builder {

    private int jobWorkers;
    private int maximumConnections;
    private Duration handshakeTimeout;
    private Duration idleTimeout;
    private Duration keepAliveInterval;
    private Duration closeTimeout;
    private long sendQueueBytes;
    private long maximumFrameBytes;
    private long maximumMessageBytes;
    private @Nullable LogLevel logLevel;

    private Builder(IocpSettings from) {
      jobWorkers = from.jobWorkers;
      maximumConnections = from.maximumConnections;
      handshakeTimeout = from.handshakeTimeout;
      idleTimeout = from.idleTimeout;
      keepAliveInterval = from.keepAliveInterval;
      closeTimeout = from.closeTimeout;
      sendQueueBytes = from.sendQueueBytes;
      maximumFrameBytes = from.maximumFrameBytes;
      maximumMessageBytes = from.maximumMessageBytes;
      logLevel = from.logLevel;
    }

    public Builder jobWorkers(int value) {
      jobWorkers = value;
      return this;
    }

    public Builder maximumConnections(int value) {
      maximumConnections = value;
      return this;
    }

    public Builder handshakeTimeout(Duration value) {
      handshakeTimeout = value;
      return this;
    }

    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    public Builder keepAliveInterval(Duration value) {
      keepAliveInterval = value;
      return this;
    }

    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    public Builder sendQueueBytes(long value) {
      sendQueueBytes = value;
      return this;
    }

    public Builder maximumFrameBytes(long value) {
      maximumFrameBytes = value;
      return this;
    }

    public Builder maximumMessageBytes(long value) {
      maximumMessageBytes = value;
      return this;
    }

    public Builder logLevel(@Nullable LogLevel value) {
      logLevel = value;
      return this;
    }

    public IocpSettings build() {
      return new IocpSettings(
          jobWorkers,
          maximumConnections,
          handshakeTimeout,
          idleTimeout,
          keepAliveInterval,
          closeTimeout,
          sendQueueBytes,
          maximumFrameBytes,
          maximumMessageBytes,
          logLevel);
    }
  }
}
