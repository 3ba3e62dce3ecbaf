package io.iocp.completion.windows.winsock;

import com.sun.jna.Native;

/**
 * The part of ws2_32.dll that Windows has since Windows 11 and Windows Server 2022: call it only
 * where it was found. It answers its error code, and leaves none behind.
 */
public final class SocketNotificationCalls {

  static {
    Native.register(SocketNotificationCalls.class, "ws2_32");
  }

  private SocketNotificationCalls() {}

  public static native int ProcessSocketNotifications(
      long completionPort,
      int registrationCount,
      long registrations,
      int timeoutMillis,
      int entryCount,
      long entries,
      long receivedCount);
}
