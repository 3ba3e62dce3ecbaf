package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.SockaddrLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Remembers where the last datagram came from: most senders send more than one. */
public final class LastSender {

  // Zero-filled behind what the address needs, so that equal addresses are equal bytes.
  private final byte[] bytes = new byte[SockaddrLayout.IN6_SIZE];
  private @Nullable InetSocketAddress address;

  /** The address at that place, which had been zeroed before the system wrote it. */
  public InetSocketAddress read(ByteBuffer memory, int offset) {
    InetSocketAddress known = address;
    boolean same = known != null;
    for (int i = 0; i < bytes.length; i++) {
      byte value = memory.get(offset + i);
      same &= bytes[i] == value;
      bytes[i] = value;
    }
    if (known == null || !same) {
      known = SocketAddresses.read(memory, offset);
      address = known;
    }
    return known;
  }
}
