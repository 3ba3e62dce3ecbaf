package io.iocp.completion.windows.winsock;

import java.nio.ByteBuffer;

/**
 * What {@code IOCTL_AFD_POLL} takes and answers, for one socket. In no public header; as wepoll and
 * mio have it:
 *
 * <pre>{@code
 * typedef struct _AFD_POLL_HANDLE_INFO {
 *     HANDLE   Handle;
 *     ULONG    Events;
 *     NTSTATUS Status;
 * } AFD_POLL_HANDLE_INFO;
 *
 * typedef struct _AFD_POLL_INFO {
 *     LARGE_INTEGER        Timeout;
 *     ULONG                NumberOfHandles;
 *     ULONG                Exclusive;
 *     AFD_POLL_HANDLE_INFO Handles[1];
 * } AFD_POLL_INFO;
 * }</pre>
 */
public final class AfdPollInfoLayout {

  public static final int SIZE = 32;
  static final int TIMEOUT_OFFSET = 0;
  static final int NUMBER_OF_HANDLES_OFFSET = 8;
  static final int EXCLUSIVE_OFFSET = 12;
  static final int HANDLE_OFFSET = 16;
  static final int EVENTS_OFFSET = 24;
  static final int STATUS_OFFSET = 28;

  public static final int IOCTL_AFD_POLL = 0x00012024;
  public static final int AFD_POLL_RECEIVE = 0x0001;
  public static final int AFD_POLL_DISCONNECT = 0x0008;
  public static final int AFD_POLL_ABORT = 0x0010;
  public static final int AFD_POLL_LOCAL_CLOSE = 0x0020;

  private AfdPollInfoLayout() {}

  /** One socket, without a time limit. */
  public static void write(ByteBuffer memory, int offset, long socket, int events) {
    memory.putLong(offset + TIMEOUT_OFFSET, Long.MAX_VALUE);
    memory.putInt(offset + NUMBER_OF_HANDLES_OFFSET, 1);
    memory.putInt(offset + EXCLUSIVE_OFFSET, 0);
    memory.putLong(offset + HANDLE_OFFSET, socket);
    memory.putInt(offset + EVENTS_OFFSET, events);
    memory.putInt(offset + STATUS_OFFSET, 0);
  }

  /** What there is of what was asked for. */
  public static int events(ByteBuffer memory, int offset) {
    return memory.getInt(offset + EVENTS_OFFSET);
  }

  /** NTSTATUS of the socket. */
  public static int status(ByteBuffer memory, int offset) {
    return memory.getInt(offset + STATUS_OFFSET);
  }
}
