package io.iocp.completion.windows.winsock;

/**
 * {@code <winsock2.h>}. Shorter than on other systems.
 *
 * <pre>{@code
 * struct linger {
 *     u_short l_onoff;
 *     u_short l_linger;
 * };
 * }</pre>
 */
final class LingerLayout {

  static final int SIZE = 4;
  static final int ONOFF_OFFSET = 0;
  static final int LINGER_OFFSET = 2;

  private LingerLayout() {}
}
