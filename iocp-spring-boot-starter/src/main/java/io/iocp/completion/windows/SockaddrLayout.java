package io.iocp.completion.windows;

/**
 * {@code <ws2def.h>, <ws2ipdef.h>}. Ports and addresses are big-endian, the family is in native
 * order.
 *
 * <pre>{@code
 * struct sockaddr_in {
 *     ADDRESS_FAMILY sin_family;      // 16 bits
 *     USHORT         sin_port;
 *     IN_ADDR        sin_addr;        // 4 bytes
 *     CHAR           sin_zero[8];
 * };
 * struct sockaddr_in6 {
 *     ADDRESS_FAMILY sin6_family;
 *     USHORT         sin6_port;
 *     ULONG          sin6_flowinfo;
 *     IN6_ADDR       sin6_addr;       // 16 bytes
 *     ULONG          sin6_scope_id;
 * };
 * }</pre>
 */
final class SockaddrLayout {

  static final int FAMILY_OFFSET = 0;
  static final int PORT_OFFSET = 2;

  static final int IN_SIZE = 16;
  static final int IN_ADDR_OFFSET = 4;

  static final int IN6_SIZE = 28;
  static final int IN6_FLOWINFO_OFFSET = 4;
  static final int IN6_ADDR_OFFSET = 8;
  static final int IN6_SCOPE_ID_OFFSET = 24;

  private SockaddrLayout() {}
}
