package io.iocp.completion.windows;

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
final class OverlappedLayout {

  static final int SIZE = 32;
  static final int INTERNAL_OFFSET = 0;
  static final int INTERNAL_HIGH_OFFSET = 8;
  static final int OFFSET_OFFSET = 16;
  static final int OFFSET_HIGH_OFFSET = 20;
  static final int EVENT_OFFSET = 24;

  private OverlappedLayout() {}
}
