package io.iocp.completion.windows.winsock;

import com.sun.jna.Native;

/**
 * kernel32.dll, mapped directly: integers in, integers out, handles and addresses as {@code long},
 * {@code BOOL} as {@code int}. After a failed call {@link Native#getLastError()} on the same thread
 * is its error code; after a call that did not fail it means nothing.
 */
public final class Kernel32Calls {

  static {
    Native.register(Kernel32Calls.class, "kernel32");
  }

  private Kernel32Calls() {}

  static native long CreateIoCompletionPort(long file, long port, long key, int threads);

  public static native int GetQueuedCompletionStatusEx(
      long port, long entries, int maximum, long removed, int milliseconds, int alertable);

  public static native int PostQueuedCompletionStatus(
      long port, int bytes, long key, long overlapped);

  static native int SetFileCompletionNotificationModes(long file, byte flags);

  public static native int CancelIoEx(long file, long overlapped);

  public static native long CreateFileW(
      long name,
      int access,
      int share,
      long security,
      int disposition,
      int flagsAndAttributes,
      long template);

  public static native int GetFileSizeEx(long file, long size);

  public static native int CloseHandle(long handle);
}
