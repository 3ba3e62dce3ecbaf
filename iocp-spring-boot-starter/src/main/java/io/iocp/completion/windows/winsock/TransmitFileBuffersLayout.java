package io.iocp.completion.windows.winsock;

/**
 * {@code <mswsock.h>}, what {@code TransmitFile} sends around the file:
 *
 * <pre>{@code
 * typedef struct _TRANSMIT_FILE_BUFFERS {
 *     LPVOID Head;
 *     DWORD  HeadLength;
 *     LPVOID Tail;
 *     DWORD  TailLength;
 * } TRANSMIT_FILE_BUFFERS;
 * }</pre>
 */
public final class TransmitFileBuffersLayout {

  static final int SIZE = 32;
  public static final int HEAD_OFFSET = 0;
  public static final int HEAD_LENGTH_OFFSET = 8;
  public static final int TAIL_OFFSET = 16;
  public static final int TAIL_LENGTH_OFFSET = 24;

  private TransmitFileBuffersLayout() {}
}
