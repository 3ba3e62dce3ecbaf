package io.iocp.completion.windows.winsock;

/**
 * {@code <ws2ipdef.h>}, by the names of Windows: Linux has the last two fields the other way round.
 * Without a source the interface comes right behind the group ({@code struct ip_mreq}).
 *
 * <pre>{@code
 * struct ip_mreq_source {
 *     IN_ADDR imr_multiaddr;
 *     IN_ADDR imr_sourceaddr;
 *     IN_ADDR imr_interface;  // an address of it
 * };
 * }</pre>
 */
final class IpMembershipLayout {

  static final int GROUP_OFFSET = 0;
  static final int SOURCE_OFFSET = 4;
  static final int INTERFACE_OFFSET = 8;
  static final int SIZE = 12;
  static final int INTERFACE_WITHOUT_SOURCE_OFFSET = 4;
  static final int SIZE_WITHOUT_SOURCE = 8;

  private IpMembershipLayout() {}
}
