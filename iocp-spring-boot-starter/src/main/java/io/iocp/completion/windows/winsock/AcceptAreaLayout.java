package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.SockaddrLayout;

/**
 * What {@code AcceptEx} writes: first data, then the two addresses in a format of its own, which
 * {@code GetAcceptExSockaddrs} finds again. Each address needs 16 bytes more than the longest
 * address of the protocol ({@code AcceptEx}, parameters {@code dwLocalAddressLength} and {@code
 * dwRemoteAddressLength}).
 *
 * <pre>
 *   ├── first data ──┤── local address + 16 ──┤── remote address + 16 ──┤
 * </pre>
 */
public final class AcceptAreaLayout {

  public static final int ADDRESS_SIZE = SockaddrLayout.IN6_SIZE + 16;

  private AcceptAreaLayout() {}

  public static int size(int firstDataBytes) {
    return firstDataBytes + 2 * ADDRESS_SIZE;
  }
}
