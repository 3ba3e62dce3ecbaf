package io.iocp.completion.windows.winsock;

/**
 * {@code <minwinbase.h>}:
 *
 * <pre>{@code
 * typedef struct _OVERLAPPED {
 *     ULONG_PTR Internal;          // NTSTATUS of the operation
 *     ULONG_PTR InternalHigh;      // bytes transferred
 *     union {
 *         struct { DWORD Offset; DWORD OffsetHigh; };
 *         PVOID Pointer;
 *     };
 *     HANDLE    hEvent;
 * } OVERLAPPED;
 * }</pre>
 */
public final class OverlappedLayout {

  public static final int SIZE = 32;
  public static final int INTERNAL_OFFSET = 0;
  public static final int INTERNAL_HIGH_OFFSET = 8;
  public static final int OFFSET_OFFSET = 16;
  public static final int OFFSET_HIGH_OFFSET = 20;
  static final int EVENT_OFFSET = 24;

  private OverlappedLayout() {}
}
