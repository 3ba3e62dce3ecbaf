package io.iocp.packet;

import io.iocp.packet.protocol.PacketHeader;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Packets on a transport.
 *
 * @param address where to listen for them, port 0 for any free one; null not to listen
 * @param maximumBytes largest payload of a packet, where its handler does not say otherwise
 */
public record PacketOptions(@Nullable InetSocketAddress address, long maximumBytes) {

  /** No listener; packets up to 1 MiB. */
  public static final PacketOptions DEFAULTS = new PacketOptions(null, 1 << 20);

  public PacketOptions {
    if (maximumBytes < 0 || maximumBytes > PacketHeader.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "maximumBytes must be 0 to "
              + PacketHeader.MAX_PAYLOAD_BYTES
              + ": maximumBytes="
              + maximumBytes);
    }
  }
}
