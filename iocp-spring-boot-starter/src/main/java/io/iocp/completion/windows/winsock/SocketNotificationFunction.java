package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.NativeFunction;
import org.jspecify.annotations.Nullable;

/** {@code ProcessSocketNotifications}, so that tests can stand in for it. */
@FunctionalInterface
public interface SocketNotificationFunction {

  /** The function of this Windows; null where it has none. */
  static @Nullable SocketNotificationFunction here() {
    return NativeFunction.exists("ws2_32", "ProcessSocketNotifications")
        ? SocketNotificationCalls::ProcessSocketNotifications
        : null;
  }

  /**
   * Makes registrations, each of which has its own result, then dequeues from the port.
   *
   * @param registrations address of the {@code SOCK_NOTIFY_REGISTRATION}s
   * @param entries address of the {@code OVERLAPPED_ENTRY}s
   * @param receivedCount address of the number of entries dequeued
   * @return 0; {@code WAIT_TIMEOUT} if entries were asked for and none came in time; or an error
   */
  int process(
      long completionPort,
      int registrationCount,
      long registrations,
      int timeoutMillis,
      int entryCount,
      long entries,
      long receivedCount);
}
