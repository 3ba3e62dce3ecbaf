package io.iocp.settings;

import static io.iocp.settings.NumberType.bytes;
import static io.iocp.settings.NumberType.integer;
import static io.iocp.settings.NumberType.time;

import io.iocp.connection.ConnectionOptions;
import io.iocp.job.JobQueueOptions;
import io.iocp.websocket.protocol.FrameLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings that can be changed while a transport runs. */
public final class LiveSettings {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = ConnectionOptions.LONGEST;

  public static final Setting<Duration> CLOSE_TIMEOUT =
      Setting.restart(
              "iocp.close-timeout",
              time(SHORTEST, LONGEST),
              o -> o.connections().closeTimeout(),
              "Maximum duration of the closing handshake.")
          .live(
              "closeTimeoutMillis",
              "Close timeout",
              t -> t.connections().options().closeTimeout(),
              (t, v) -> t.connections(o -> o.closeTimeout(v)));

  public static final Setting<Duration> HANDSHAKE_TIMEOUT =
      Setting.restart(
              "iocp.handshake-timeout",
              time(SHORTEST, LONGEST),
              o -> o.connections().handshakeTimeout(),
              "Maximum time from accepting a connection to the end of its handshake.")
          .live(
              "handshakeTimeoutMillis",
              "Handshake timeout",
              t -> t.connections().options().handshakeTimeout(),
              (t, v) -> t.connections(o -> o.handshakeTimeout(v)));

  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.restart(
              "iocp.idle-timeout",
              time(SHORTEST, LONGEST),
              o -> o.connections().idleTimeout(),
              "Maximum time without traffic from or to a client.")
          .live(
              "idleTimeoutMillis",
              "Idle timeout",
              t -> t.connections().options().idleTimeout(),
              (t, v) -> t.connections(o -> o.idleTimeout(v)));

  public static final Setting<Integer> JOBS_WORKERS =
      Setting.restart(
              "iocp.jobs.workers",
              integer(1, JobQueueOptions.MAXIMUM_WORKERS),
              o -> o.jobs().workers(),
              "Number of threads that run jobs.")
          .live(
              "jobWorkers",
              "Job workers",
              t -> t.jobs().workers(),
              (t, v) -> t.jobs().setWorkers(v));

  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.restart(
              "iocp.max-connections",
              integer(1, Integer.MAX_VALUE),
              o -> o.connections().maximumConnections(),
              "Maximum number of concurrent connections. Further connections are reset when "
                  + "they are accepted.")
          .live(
              "maximumConnections",
              "Maximum connections",
              t -> t.connections().accessPolicy().limits().maximumConnections(),
              (t, v) -> {
                t.connections().accessPolicy().maximumConnections(v);
                t.connections(o -> o.maximumConnections(v));
              });

  public static final Setting<Duration> PING_INTERVAL =
      Setting.restart(
              "iocp.ping-interval",
              time(SHORTEST, LONGEST),
              o -> o.connections().keepAliveInterval(),
              "Time without traffic after which a client is pinged. Must be shorter than the idle"
                  + " timeout.")
          .live(
              "pingIntervalMillis",
              "Ping interval",
              t -> t.connections().options().keepAliveInterval(),
              (t, v) -> t.connections(o -> o.keepAliveInterval(v)))
          .where(LiveSettings::belowIdleTimeout);

  public static final Setting<Long> SEND_QUEUE =
      Setting.restart(
              "iocp.send-queue",
              bytes(1, Long.MAX_VALUE),
              o -> o.connections().sendQueueBytes(),
              "Maximum memory of the messages queued for one client.")
          .live(
              "sendQueueBytes",
              "Send queue",
              t -> t.connections().options().sendQueueBytes(),
              (t, v) -> t.connections(o -> o.sendQueueBytes(v)));

  public static final Setting<Long> WEBSOCKET_MAX_FRAME_SIZE =
      Setting.restart(
              "iocp.websocket.max-frame-size",
              bytes(0, Long.MAX_VALUE),
              o -> o.webSocket().limits().maxFrameBytes(),
              "Maximum payload of a frame.")
          .live(
              "maximumFrameBytes",
              "Maximum frame size",
              t -> t.webSockets().limits().maxFrameBytes(),
              (t, v) ->
                  t.webSockets()
                      .limits(new FrameLimits(v, t.webSockets().limits().maxMessageBytes())));

  public static final Setting<Long> WEBSOCKET_MAX_MESSAGE_SIZE =
      Setting.restart(
              "iocp.websocket.max-message-size",
              bytes(0, Long.MAX_VALUE),
              o -> o.webSocket().limits().maxMessageBytes(),
              "Maximum payload of a message.")
          .live(
              "maximumMessageBytes",
              "Maximum message size",
              t -> t.webSockets().limits().maxMessageBytes(),
              (t, v) ->
                  t.webSockets()
                      .limits(new FrameLimits(t.webSockets().limits().maxFrameBytes(), v)));

  /** The level of the logger {@code io.iocp}, if it is the transport's to change. */
  public static final Setting<LogLevel> LOG_LEVEL =
      Setting.<LogLevel>restart(
              "logging.level.io.iocp",
              TextType.constant(LogLevel.class),
              o -> null,
              "Log level of the transport.")
          .live("logLevel", "Log level", LiveTarget::logLevel, LiveTarget::logLevel);

  static final List<Setting<?>> ALL =
      List.of(
          CLOSE_TIMEOUT,
          HANDSHAKE_TIMEOUT,
          IDLE_TIMEOUT,
          JOBS_WORKERS,
          MAX_CONNECTIONS,
          PING_INTERVAL,
          SEND_QUEUE,
          WEBSOCKET_MAX_FRAME_SIZE,
          WEBSOCKET_MAX_MESSAGE_SIZE,
          LOG_LEVEL);

  private LiveSettings() {}

  private static @Nullable String belowIdleTimeout(Object plain, Map<String, Object> all) {
    Object idle = all.get(IDLE_TIMEOUT.property());
    return idle instanceof Long limit && (Long) plain >= limit
        ? "shorter than iocp.idle-timeout, which is " + IDLE_TIMEOUT.text(idle)
        : null;
  }
}
