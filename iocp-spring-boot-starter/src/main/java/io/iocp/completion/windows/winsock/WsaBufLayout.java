package io.iocp.completion.windows.winsock;

/**
 * {@code <ws2def.h>}. Winsock reads the array before the call returns: it may live shorter than the
 * operation.
 *
 * <pre>{@code
 * typedef struct _WSABUF {
 *     ULONG len;
 *     CHAR *buf;
 * } WSABUF;
 * }</pre>
 */
final class WsaBufLayout {

  static final int SIZE = 16;
  static final int LEN_OFFSET = 0;
  static final int BUF_OFFSET = 8;

  private WsaBufLayout() {}
}
