package io.iocp.completion.windows.winsock;

/**
 * {@code <mstcpip.h>}, the input of {@code SIO_KEEPALIVE_VALS}; times in milliseconds.
 *
 * <pre>{@code
 * struct tcp_keepalive {
 *     ULONG onoff;
 *     ULONG keepalivetime;
 *     ULONG keepaliveinterval;
 * };
 * }</pre>
 */
final class KeepAliveLayout {

  static final int SIZE = 12;
  static final int ONOFF_OFFSET = 0;
  static final int TIME_OFFSET = 4;
  static final int INTERVAL_OFFSET = 8;

  private KeepAliveLayout() {}
}
