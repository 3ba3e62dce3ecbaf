package io.iocp.completion.windows;

import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_ABORT;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_DISCONNECT;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_LOCAL_CLOSE;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_RECEIVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_ERR;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_HANGUP;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_DISABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_ONESHOT;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.windows.winsock.AfdDevice;
import io.iocp.completion.windows.winsock.AfdPollInfoLayout;
import io.iocp.completion.windows.winsock.DequeuedEntries;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.Kernel32Calls;
import io.iocp.completion.windows.winsock.NtdllCalls;
import io.iocp.completion.windows.winsock.OverlappedLayout;
import io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code ProcessSocketNotifications} where there is none, such as under Wine: real sockets, real
 * entries on the real port, and behind them one poll in the driver below Winsock after the other,
 * made by a thread of its own. So the whole engine runs on registrations, with real peers.
 *
 * <p>One-shot registrations are those of Windows. Of a persistent one the thread does not see when
 * its entry is dequeued, so it looks again each millisecond whether there is still something: a
 * level is told a little late or once too often, which Windows may do as well, and an edge is told
 * without a rise, which a drained socket has no use for and no harm from.
 */
final class PolledSocketNotifications implements SocketNotificationFunction {

  private static final int EVENTS =
      AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_LOCAL_CLOSE;
  private static final int ERROR_INVALID_HANDLE = 6;
  // The driver searches among the polls of a device; see AfdDevices.
  private static final int DEVICES = 16;
  private static final int POLL_OFFSET = OverlappedLayout.SIZE;

  private final IoCompletionPort polls;
  private final AfdDevice[] devices = new AfdDevice[DEVICES];
  // Guarded by this, all of it.
  private final Map<Long, Registration> bySocket = new HashMap<>();
  private final Map<Long, Registration> polling = new HashMap<>();
  private final List<Registration> told = new ArrayList<>();
  private final List<Registration> removing = new ArrayList<>();

  private static final class Registration {
    final long port;
    final long socket;
    final long baseHandle;
    final long key;
    final NativeMemory memory = NativeMemory.allocate(POLL_OFFSET + AfdPollInfoLayout.SIZE);
    int filter;
    int trigger;
    boolean enabled;
    boolean polled;
    boolean removing;

    Registration(long port, long socket, long baseHandle, long key) {
      this.port = port;
      this.socket = socket;
      this.baseHandle = baseHandle;
      this.key = key;
    }
  }

  private PolledSocketNotifications() throws NativeCallException {
    polls = IoCompletionPort.open(1);
    for (int i = 0; i < DEVICES; i++) {
      devices[i] = AfdDevice.open();
      polls.associate(devices[i].handle());
    }
    Thread thread = new Thread(this::pollForEver, "socket-notifications");
    thread.setDaemon(true);
    thread.start();
  }

  private static final class Started {
    static final PolledSocketNotifications INSTANCE = start();

    private static PolledSocketNotifications start() {
      try {
        return new PolledSocketNotifications();
      } catch (NativeCallException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** One for all ports, as long as the process lives. */
  static PolledSocketNotifications instance() {
    return Started.INSTANCE;
  }

  @Override
  public int process(
      long completionPort,
      int registrationCount,
      long registrationInfos,
      int timeoutMillis,
      int entryCount,
      long entries,
      long receivedCount) {
    for (int i = 0; i < registrationCount; i++) {
      Pointer info = new Pointer(registrationInfos + (long) i * SockNotifyRegistrationLayout.SIZE);
      info.setInt(
          SockNotifyRegistrationLayout.REGISTRATION_RESULT_OFFSET, register(completionPort, info));
    }
    if (entryCount == 0) {
      return WindowsErrors.SUCCESS;
    }
    int dequeued =
        Kernel32Calls.GetQueuedCompletionStatusEx(
            completionPort, entries, entryCount, receivedCount, timeoutMillis, 0);
    return dequeued != 0 ? WindowsErrors.SUCCESS : Native.getLastError();
  }

  private synchronized int register(long port, Pointer info) {
    long socket = info.getLong(SockNotifyRegistrationLayout.SOCKET_OFFSET);
    Registration registration = bySocket.get(socket);
    return switch (info.getByte(SockNotifyRegistrationLayout.OPERATION_OFFSET)) {
      case SOCK_NOTIFY_OP_ENABLE -> enable(port, socket, registration, info);
      case SOCK_NOTIFY_OP_DISABLE -> disable(registration);
      case SOCK_NOTIFY_OP_REMOVE -> remove(registration);
      default -> WindowsErrors.ERROR_INVALID_PARAMETER;
    };
  }

  private int enable(long port, long socket, Registration existing, Pointer info) {
    long key = info.getLong(SockNotifyRegistrationLayout.COMPLETION_KEY_OFFSET);
    Registration registration = existing;
    if (registration == null || registration.key != key) {
      // Of another key: a socket with the handle of one that was closed.
      try {
        registration = new Registration(port, socket, Sockets.baseHandle(socket), key);
      } catch (NativeCallException e) {
        return ERROR_INVALID_HANDLE;
      }
      bySocket.put(socket, registration);
    }
    registration.filter = info.getShort(SockNotifyRegistrationLayout.EVENT_FILTER_OFFSET);
    registration.trigger = info.getByte(SockNotifyRegistrationLayout.TRIGGER_FLAGS_OFFSET);
    registration.enabled = true;
    poll(registration);
    return WindowsErrors.SUCCESS;
  }

  private static int disable(Registration registration) {
    if (registration == null) {
      return WindowsErrors.ERROR_NOT_FOUND;
    }
    registration.enabled = false;
    return WindowsErrors.SUCCESS;
  }

  private int remove(Registration registration) {
    if (registration == null) {
      return WindowsErrors.ERROR_NOT_FOUND;
    }
    registration.removing = true;
    if (registration.polled) {
      removing.add(registration);
      cancel(registration);
    } else {
      removed(registration);
    }
    return WindowsErrors.SUCCESS;
  }

  private long device(Registration registration) {
    return devices[(int) (registration.key % DEVICES)].handle();
  }

  private void cancel(Registration registration) {
    Kernel32Calls.CancelIoEx(device(registration), registration.memory.address());
  }

  private void removed(Registration registration) {
    bySocket.remove(registration.socket, registration);
    post(registration, SOCK_NOTIFY_EVENT_REMOVE);
  }

  private static void post(Registration registration, int events) {
    Kernel32Calls.PostQueuedCompletionStatus(registration.port, events, registration.key, 0);
  }

  private void poll(Registration registration) {
    if (registration.polled) {
      return;
    }
    registration.polled = true;
    NativeMemory memory = registration.memory;
    for (int i = 0; i < OverlappedLayout.SIZE; i += Long.BYTES) {
      memory.bytes().putLong(i, 0);
    }
    AfdPollInfoLayout.write(memory.bytes(), POLL_OFFSET, registration.baseHandle, EVENTS);
    polling.put(memory.address(), registration);
    int status =
        NtdllCalls.NtDeviceIoControlFile(
            device(registration),
            0,
            0,
            memory.address(),
            memory.address(),
            AfdPollInfoLayout.IOCTL_AFD_POLL,
            memory.address() + POLL_OFFSET,
            AfdPollInfoLayout.SIZE,
            memory.address() + POLL_OFFSET,
            AfdPollInfoLayout.SIZE);
    if (status < 0) {
      polling.remove(memory.address());
      closed(registration);
    }
  }

  /** The socket is no more: {@code closesocket} removes without an event. */
  private void closed(Registration registration) {
    registration.polled = false;
    bySocket.remove(registration.socket, registration);
  }

  // --- its thread

  private void pollForEver() {
    DequeuedEntries entries = new DequeuedEntries();
    while (true) {
      int count = polls.dequeue(entries, 1);
      synchronized (this) {
        for (int i = 0; i < count; i++) {
          polled(polling.remove(entries.overlapped(i)));
        }
        if (count == 0) {
          aMillisecondIsOver();
        }
      }
    }
  }

  private void aMillisecondIsOver() {
    for (Registration registration : told) {
      if (registration.enabled && !registration.removing) {
        poll(registration);
      }
    }
    told.clear();
    // One that was just being carried on when it was cancelled was not found; see Reminders.
    removing.removeIf(registration -> !registration.polled);
    removing.forEach(this::cancel);
  }

  private void polled(Registration registration) {
    registration.polled = false;
    int events = AfdPollInfoLayout.events(registration.memory.bytes(), POLL_OFFSET);
    if (registration.removing) {
      removed(registration);
    } else if ((events & AFD_POLL_LOCAL_CLOSE) != 0) {
      closed(registration);
    } else if (registration.enabled) {
      tell(registration, events);
    }
  }

  private void tell(Registration registration, int polled) {
    int known =
        ((polled & AFD_POLL_RECEIVE) != 0 ? SOCK_NOTIFY_EVENT_IN : 0)
            | ((polled & AFD_POLL_DISCONNECT) != 0 ? SOCK_NOTIFY_EVENT_HANGUP : 0)
            | ((polled & AFD_POLL_ABORT) != 0 ? SOCK_NOTIFY_EVENT_ERR : 0);
    // A poll that failed, or says nothing, has a receive say it.
    int events = known == 0 ? SOCK_NOTIFY_EVENT_IN : known;
    int wanted = events & (registration.filter | SOCK_NOTIFY_EVENT_ERR);
    if ((registration.trigger & SOCK_NOTIFY_TRIGGER_ONESHOT) != 0) {
      registration.enabled = false;
    } else {
      told.add(registration);
    }
    if (wanted != 0) {
      post(registration, wanted);
    }
  }
}
