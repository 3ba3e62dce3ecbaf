package io.iocp.completion.windows.winsock;

/**
 * {@code <minwinbase.h>}:
 *
 * <pre>{@code
 * typedef struct _OVERLAPPED_ENTRY {
 *     ULONG_PTR    lpCompletionKey;
 *     LPOVERLAPPED lpOverlapped;
 *     ULONG_PTR    Internal;
 *     DWORD        dwNumberOfBytesTransferred;
 * } OVERLAPPED_ENTRY;
 * }</pre>
 */
public final class OverlappedEntryLayout {

  public static final int SIZE = 32;
  public static final int KEY_OFFSET = 0;
  public static final int OVERLAPPED_OFFSET = 8;
  static final int INTERNAL_OFFSET = 16;
  public static final int BYTES_OFFSET = 24;

  private OverlappedEntryLayout() {}
}
