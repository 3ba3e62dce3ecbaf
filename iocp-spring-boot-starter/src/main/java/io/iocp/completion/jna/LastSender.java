package io.iocp.completion.jna;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Remembers where the last datagram came from: most senders send more than one. */
public final class LastSender {

  private static final int LONGS = 3;

  private final SocketAddresses addresses;
  private final long[] bytes = new long[LONGS];
  private int scope;
  private @Nullable InetSocketAddress address;

  public LastSender(SocketAddresses addresses) {
    this.addresses = addresses;
  }

  /**
   * The address at that place.
   *
   * @param memory in native byte order
   */
  public InetSocketAddress read(ByteBuffer memory, int offset) {
    // An IPv4 address with its port is in the first of them; after it may be anything.
    boolean ipv4 =
        memory.getShort(offset + SockaddrLayout.FAMILY_OFFSET) == (short) SocketAddresses.AF_INET;
    int longs = ipv4 ? 1 : LONGS;
    InetSocketAddress known = address;
    boolean same = known != null;
    for (int i = 0; i < longs; i++) {
      long value = memory.getLong(offset + i * Long.BYTES);
      same &= bytes[i] == value;
      bytes[i] = value;
    }
    if (!ipv4) {
      int value = memory.getInt(offset + SockaddrLayout.IN6_SCOPE_ID_OFFSET);
      same &= scope == value;
      scope = value;
    }
    if (known == null || !same) {
      known = addresses.read(memory, offset);
      address = known;
    }
    return known;
  }
}
