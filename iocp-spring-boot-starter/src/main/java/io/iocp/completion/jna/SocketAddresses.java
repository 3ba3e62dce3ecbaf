package io.iocp.completion.jna;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Socket addresses between Java and {@code struct sockaddr_in} or {@code sockaddr_in6} of one
 * system. Any thread.
 */
public final class SocketAddresses {

  /** The same number on every system; that of IPv6 is not. */
  public static final int AF_INET = 2;

  private static final int IN_ADDR_BYTES = 4;
  private static final int IN6_ADDR_BYTES = 16;
  // ::ffff:0:0/96, RFC 4291 section 2.5.5.2.
  private static final int MAPPED_PREFIX_OFFSET = 10;
  private static final int MAPPED_ADDRESS_OFFSET = 12;

  private final int inet6;

  /**
   * @param inet6 the system's {@code AF_INET6}
   */
  public SocketAddresses(int inet6) {
    this.inet6 = inet6;
  }

  /** Whether a socket of that family reaches the address. */
  public boolean reaches(int family, InetSocketAddress remote) {
    return !remote.isUnresolved() && (family == inet6 || family(remote) == family);
  }

  /** The family that the address needs. */
  public int family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ? inet6 : AF_INET;
  }

  /** Bytes of an address of that family. */
  public int size(int family) {
    return family == inet6 ? SockaddrLayout.IN6_SIZE : SockaddrLayout.IN_SIZE;
  }

  /**
   * Writes the address for a socket of that family; the IPv4 wildcard becomes the IPv6 one, and
   * another IPv4 address a mapped one.
   *
   * @param memory in native byte order
   * @return bytes written
   */
  public int write(ByteBuffer memory, int offset, int family, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    for (int i = 0; i < size(family); i++) {
      memory.put(offset + i, (byte) 0);
    }
    memory.putShort(offset + SockaddrLayout.FAMILY_OFFSET, (short) family);
    memory.put(offset + SockaddrLayout.PORT_OFFSET, (byte) (address.getPort() >>> 8));
    memory.put(offset + SockaddrLayout.PORT_OFFSET + 1, (byte) address.getPort());
    if (family == AF_INET) {
      memory.put(offset + SockaddrLayout.IN_ADDR_OFFSET, ip.getAddress());
    } else if (ip instanceof Inet6Address v6) {
      memory.put(offset + SockaddrLayout.IN6_ADDR_OFFSET, v6.getAddress());
      memory.putInt(offset + SockaddrLayout.IN6_SCOPE_ID_OFFSET, v6.getScopeId());
    } else if (!ip.isAnyLocalAddress()) {
      memory.putShort(offset + SockaddrLayout.IN6_ADDR_OFFSET + MAPPED_PREFIX_OFFSET, (short) -1);
      memory.put(offset + SockaddrLayout.IN6_ADDR_OFFSET + MAPPED_ADDRESS_OFFSET, ip.getAddress());
    }
    return size(family);
  }

  /** Reads an address; a mapped IPv4 address becomes an IPv4 address. */
  public InetSocketAddress read(ByteBuffer memory, int offset) {
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
      if (scope != 0 && !isMapped(bytes)) {
        return Inet6Address.getByAddress(null, bytes, scope);
      }
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes is never unknown", e);
    }
  }

  private static boolean isMapped(byte[] bytes) {
    for (int i = 0; i < MAPPED_PREFIX_OFFSET; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[MAPPED_PREFIX_OFFSET] == -1 && bytes[MAPPED_ADDRESS_OFFSET - 1] == -1;
  }
}
