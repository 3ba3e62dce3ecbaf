package io.iocp.completion.uring.ring;

/**
 * {@code <bits/socket.h>}:
 *
 * <pre>{@code
 * struct linger {
 *     int l_onoff;
 *     int l_linger;
 * };
 * }</pre>
 */
final class LingerLayout {

  static final int SIZE = 8;
  static final int ONOFF_OFFSET = 0;
  static final int LINGER_OFFSET = 4;

  private LingerLayout() {}
}
