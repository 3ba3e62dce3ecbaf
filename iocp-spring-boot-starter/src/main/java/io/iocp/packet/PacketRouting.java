package io.iocp.packet;

import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which handler takes which type, and who is told of sessions. */
final class PacketRouting {

  private final @Nullable PacketHandler[] handlers =
      new @Nullable PacketHandler[PacketHeader.MAX_APPLICATION_TYPE + 1];
  private final long[] maximumBytes = new long[handlers.length];
  private final List<PacketHandler> all;

  PacketRouting(List<PacketHandlerRegistration> registrations, long defaultMaximumBytes) {
    for (PacketHandlerRegistration registration : registrations) {
      for (int type : registration.types()) {
        if (handlers[type] != null) {
          throw new IllegalArgumentException(
              "two handlers are registered for the same type: type=" + type);
        }
        handlers[type] = registration.handler();
        maximumBytes[type] = registration.maximumBytes(defaultMaximumBytes);
      }
    }
    all = registrations.stream().map(PacketHandlerRegistration::handler).distinct().toList();
  }

  /** All handlers, each once. */
  List<PacketHandler> handlers() {
    return all;
  }

  @Nullable PacketHandler handler(int type) {
    return handlers[type];
  }

  long maximumBytes(int type) {
    return handlers[type] == null ? PacketSink.UNKNOWN_TYPE : maximumBytes[type];
  }
}
