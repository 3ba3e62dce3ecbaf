package io.iocp.completion.jna;

/**
 * {@code <netinet/in.h>}. Ports and addresses are big-endian, the family is in native order.
 *
 * <pre>{@code
 * struct sockaddr_in {
 *     sa_family_t    sin_family;     // 16 bits
 *     in_port_t      sin_port;
 *     struct in_addr sin_addr;       // 4 bytes
 *     unsigned char  sin_zero[8];
 * };
 * struct sockaddr_in6 {
 *     sa_family_t     sin6_family;
 *     in_port_t       sin6_port;
 *     uint32_t        sin6_flowinfo;
 *     struct in6_addr sin6_addr;     // 16 bytes
 *     uint32_t        sin6_scope_id;
 * };
 * }</pre>
 */
public final class SockaddrLayout {

  public static final int FAMILY_OFFSET = 0;
  public static final int PORT_OFFSET = 2;

  public static final int IN_SIZE = 16;
  public static final int IN_ADDR_OFFSET = 4;

  public static final int IN6_SIZE = 28;
  public static final int IN6_FLOWINFO_OFFSET = 4;
  public static final int IN6_ADDR_OFFSET = 8;
  public static final int IN6_SCOPE_ID_OFFSET = 24;

  private SockaddrLayout() {}
}
