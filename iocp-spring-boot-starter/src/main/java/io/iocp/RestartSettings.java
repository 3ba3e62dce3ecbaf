package io.iocp;

import java.util.List;

/** What the transport was started with and only a restart changes. */
final class RestartSettings {

  private RestartSettings() {}

  static List<RestartSetting> of(IocpTransportOptions options) {
    return List.of(
        setting("iocp.address", options.address().getHostString()),
        setting("iocp.port", options.address().getPort()),
        setting("iocp.engine", options.engine()),
        setting("iocp.workers", options.workers()),
        setting("iocp.buffers.max-memory", bytes(options.buffers().maximumBytes())),
        setting("iocp.buffers.receive-size", bytes(options.receiveBufferBytes())),
        setting("iocp.buffers.receive-per-worker", options.receiveBuffersPerWorker()),
        setting("iocp.socket.backlog", options.sockets().backlog()),
        setting("iocp.socket.send-buffer", bytes(options.sockets().sendBufferBytes())),
        setting("iocp.socket.receive-buffer", bytes(options.sockets().receiveBufferBytes())),
        setting("iocp.packet.max-size", bytes(options.packet().maximumBytes())),
        setting("iocp.jobs.queue", options.jobs().capacity()),
        setting("iocp.jobs.stuck-after", options.jobs().stuckAfter()));
  }

  private static RestartSetting setting(String property, Object value) {
    return new RestartSetting(property, value.toString());
  }

  /** As the configuration spells sizes. */
  private static String bytes(long value) {
    return value + "B";
  }
}
