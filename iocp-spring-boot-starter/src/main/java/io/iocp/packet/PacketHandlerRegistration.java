package io.iocp.packet;

import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of a handler's types. At start-up, on one thread. */
public final class PacketHandlerRegistration {

  private final PacketHandler handler;
  private final List<Integer> types;
  private @Nullable Long maximumBytes;

  PacketHandlerRegistration(PacketHandler handler, List<Integer> types) {
    if (types.isEmpty()) {
      throw new IllegalArgumentException("at least one type is required");
    }
    types.forEach(PacketWriter::requireApplicationType);
    this.handler = handler;
    this.types = types;
  }

  /**
   * Largest payload of a packet, instead of the transport's default; beyond it the session ends
   * with 1009. For types that come in pieces and are not assembled it may be as large as a header
   * can say.
   */
  public PacketHandlerRegistration setMaximumBytes(long bytes) {
    if (bytes < 0 || bytes > PacketHeader.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "bytes must be 0 to " + PacketHeader.MAX_PAYLOAD_BYTES + ": bytes=" + bytes);
    }
    maximumBytes = bytes;
    return this;
  }

  PacketHandler handler() {
    return handler;
  }

  List<Integer> types() {
    return types;
  }

  long maximumBytes(long defaultBytes) {
    Long own = maximumBytes;
    return own == null ? defaultBytes : own;
  }
}
