package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.LastError;
import io.iocp.completion.jna.NativeCallException;

/**
 * A completion port of the kernel. Any thread; {@link #close} after all others are done.
 *
 * <p>The completion key says what an entry is: {@link #IO} for a socket's operation, found by the
 * address of its {@code OVERLAPPED}, {@link #WAKE} for a post of our own, and above those for a
 * socket's state notification.
 */
public final class IoCompletionPort {

  static final long IO = 0;
  public static final long WAKE = 1;

  /** Keys above this one belong to socket state notifications. */
  public static final long LAST_OWN_KEY = WAKE;

  private static final long INVALID_HANDLE = -1;

  private final long handle;

  private IoCompletionPort(long handle) {
    this.handle = handle;
  }

  /**
   * Creates a port.
   *
   * @param threads how many threads the kernel lets run at once
   */
  public static IoCompletionPort open(int threads) throws NativeCallException {
    long handle = Kernel32Calls.CreateIoCompletionPort(INVALID_HANDLE, 0, 0, threads);
    if (handle == 0) {
      throw WindowsErrors.lastError("CreateIoCompletionPort");
    }
    return new IoCompletionPort(handle);
  }

  public long handle() {
    return handle;
  }

  /** Has the socket's, or file's, completions come here, for as long as it lives. */
  public void associate(long socket) throws NativeCallException {
    if (Kernel32Calls.CreateIoCompletionPort(socket, handle, IO, 0) == 0) {
      throw WindowsErrors.lastError("CreateIoCompletionPort for a socket");
    }
  }

  /**
   * Waits for entries and takes as many as there is room for.
   *
   * @return how many; 0 when the time is over
   */
  public int dequeue(DequeuedEntries entries, int timeoutMillis) {
    int dequeued =
        Kernel32Calls.GetQueuedCompletionStatusEx(
            handle,
            entries.address(),
            DequeuedEntries.CAPACITY,
            entries.countAddress(),
            timeoutMillis,
            0);
    if (dequeued != 0) {
      return entries.count();
    }
    // Here a call did fail, so here the last error means something.
    int code = LastError.code();
    if (code == WindowsErrors.WAIT_TIMEOUT) {
      return 0;
    }
    throw new IllegalStateException(
        "GetQueuedCompletionStatusEx failed: " + WindowsErrors.describe(code));
  }

  /** Posts an entry without an operation: whoever dequeues it looks what was posted. */
  public boolean wake() {
    return Kernel32Calls.PostQueuedCompletionStatus(handle, 0, WAKE, 0) != 0;
  }

  public void close() {
    Kernel32Calls.CloseHandle(handle);
  }
}
