package io.iocp.completion.uring.ring;

import io.iocp.completion.jna.SockaddrLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Socket addresses between Java and {@code struct sockaddr_in} or {@code sockaddr_in6}. */
public final class SocketAddresses {

  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;

  private static final int IN_ADDR_BYTES = 4;
  private static final int IN6_ADDR_BYTES = 16;
  // ::ffff:0:0/96, RFC 4291 section 2.5.5.2.
  private static final int MAPPED_PREFIX_OFFSET = 10;
  private static final int MAPPED_ADDRESS_OFFSET = 12;

  private SocketAddresses() {}

  /** The family that the address needs. */
  public static int family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ? AF_INET6 : AF_INET;
  }

  /**
   * Writes the address for a socket of that family; an IPv4 address for an IPv6 socket is mapped,
   * the wildcard stays the wildcard.
   *
   * @param memory in native byte order
   * @return bytes written
   */
  public static int write(ByteBuffer memory, int offset, int family, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    byte[] bytes = ip.getAddress();
    memory.putShort(offset + SockaddrLayout.FAMILY_OFFSET, (short) family);
    memory.put(offset + SockaddrLayout.PORT_OFFSET, (byte) (address.getPort() >>> 8));
    memory.put(offset + SockaddrLayout.PORT_OFFSET + 1, (byte) address.getPort());
    if (family == AF_INET) {
      memory.put(offset + SockaddrLayout.IN_ADDR_OFFSET, bytes);
      memory.putLong(offset + SockaddrLayout.IN_ADDR_OFFSET + IN_ADDR_BYTES, 0);
      return SockaddrLayout.IN_SIZE;
    }
    int at = offset + SockaddrLayout.IN6_ADDR_OFFSET;
    memory.putInt(offset + SockaddrLayout.IN6_FLOWINFO_OFFSET, 0);
    if (bytes.length == IN6_ADDR_BYTES) {
      memory.put(at, bytes);
    } else {
      memory.putLong(at, 0).putLong(at + Long.BYTES, 0);
      if (!ip.isAnyLocalAddress()) {
        memory.putShort(at + MAPPED_PREFIX_OFFSET, (short) 0xFFFF);
        memory.put(at + MAPPED_ADDRESS_OFFSET, bytes);
      }
    }
    int scope = ip instanceof Inet6Address v6 ? v6.getScopeId() : 0;
    memory.putInt(offset + SockaddrLayout.IN6_SCOPE_ID_OFFSET, scope);
    return SockaddrLayout.IN6_SIZE;
  }

  /** Reads an address; a mapped IPv4 address becomes an IPv4 address. */
  static InetSocketAddress read(ByteBuffer memory, int offset) {
    int port =
        Byte.toUnsignedInt(memory.get(offset + SockaddrLayout.PORT_OFFSET)) * 256
            + Byte.toUnsignedInt(memory.get(offset + SockaddrLayout.PORT_OFFSET + 1));
    return new InetSocketAddress(readIp(memory, offset), port);
  }

  private static InetAddress readIp(ByteBuffer memory, int offset) {
    try {
      if (memory.getShort(offset + SockaddrLayout.FAMILY_OFFSET) == AF_INET) {
        byte[] bytes = new byte[IN_ADDR_BYTES];
        memory.get(offset + SockaddrLayout.IN_ADDR_OFFSET, bytes);
        return InetAddress.getByAddress(bytes);
      }
      byte[] bytes = new byte[IN6_ADDR_BYTES];
      memory.get(offset + SockaddrLayout.IN6_ADDR_OFFSET, bytes);
      int scope = memory.getInt(offset + SockaddrLayout.IN6_SCOPE_ID_OFFSET);
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of the right length was refused", e);
    }
  }
}
