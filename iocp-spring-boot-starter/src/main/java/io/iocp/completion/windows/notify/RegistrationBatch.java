package io.iocp.completion.windows.notify;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.windows.winsock.DequeuedEntries;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.nio.ByteBuffer;

/**
 * The registrations that a worker makes with its next dequeue, in one call. For the worker only.
 */
public final class RegistrationBatch {

  /** Registrations in one call; those beyond it are made in a call of their own. */
  static final int CAPACITY = 128;

  // What no system call answers: a result that was not written.
  private static final int NO_RESULT = -1;

  private final SocketNotificationFunction function;
  private final long completionPort;
  private final NativeMemory memory =
      NativeMemory.allocate(CAPACITY * SockNotifyRegistrationLayout.SIZE);
  private final ByteBuffer bytes = memory.bytes();
  private final Registration[] registrations = new Registration[CAPACITY];
  private final int[] generations = new int[CAPACITY];
  private int count;

  RegistrationBatch(SocketNotificationFunction function, long completionPort) {
    this.function = function;
    this.completionPort = completionPort;
  }

  /** Whether there is nothing to be registered. */
  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * The registration hears of the result by {@link Registration#answered}.
   *
   * @param generation which of the registration's submissions this is
   */
  void add(
      Registration registration, int generation, int eventFilter, int operation, int triggerFlags) {
    if (count == CAPACITY) {
      register();
    }
    int at = count * SockNotifyRegistrationLayout.SIZE;
    bytes.putLong(at + SockNotifyRegistrationLayout.SOCKET_OFFSET, registration.socket());
    bytes.putLong(at + SockNotifyRegistrationLayout.COMPLETION_KEY_OFFSET, registration.key());
    bytes.putShort(at + SockNotifyRegistrationLayout.EVENT_FILTER_OFFSET, (short) eventFilter);
    bytes.put(at + SockNotifyRegistrationLayout.OPERATION_OFFSET, (byte) operation);
    bytes.put(at + SockNotifyRegistrationLayout.TRIGGER_FLAGS_OFFSET, (byte) triggerFlags);
    bytes.putInt(at + SockNotifyRegistrationLayout.REGISTRATION_RESULT_OFFSET, NO_RESULT);
    registrations[count] = registration;
    generations[count] = generation;
    count++;
  }

  /** Makes the registrations at once, in a call that dequeues nothing. */
  void register() {
    answer(function.process(completionPort, count, memory.address(), 0, 0, 0, 0));
  }

  /**
   * Makes the registrations and waits for entries, as {@link IoCompletionPort#dequeue}.
   *
   * @return how many; 0 when the time is over
   * @throws IllegalStateException if the system answers what it should never answer
   */
  public int dequeue(DequeuedEntries entries, int timeoutMillis) {
    int code =
        function.process(
            completionPort,
            count,
            memory.address(),
            timeoutMillis,
            DequeuedEntries.CAPACITY,
            entries.address(),
            entries.countAddress());
    answer(code);
    if (code == WindowsErrors.SUCCESS) {
      return entries.count();
    }
    // Without memory there are no entries this time, and each registration has heard of it.
    if (code == WindowsErrors.WAIT_TIMEOUT
        || WindowsErrors.status(code) == CompletionStatus.NO_BUFFERS) {
      return 0;
    }
    throw new IllegalStateException(
        WindowsErrors.failure("ProcessSocketNotifications", code).getMessage());
  }

  private void answer(int code) {
    for (int i = 0; i < count; i++) {
      int result =
          bytes.getInt(
              i * SockNotifyRegistrationLayout.SIZE
                  + SockNotifyRegistrationLayout.REGISTRATION_RESULT_OFFSET);
      registrations[i].answered(generations[i], result == NO_RESULT ? code : result);
    }
    count = 0;
  }
}
