package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_ERR;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_DISABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_EDGE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_LEVEL;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_ONESHOT;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_PERSISTENT;

import com.sun.jna.Pointer;
import io.iocp.completion.windows.winsock.OverlappedEntryLayout;
import io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code ProcessSocketNotifications} as Microsoft's page on socket state notifications describes
 * it, over sockets whose state the test sets. It never waits.
 */
final class FakeSocketNotifications implements SocketNotificationFunction {

  private record Entry(long key, int events) {}

  private static final class Registration {
    final long port;
    final long key;
    int filter;
    int trigger;
    boolean enabled;
    // A level that is queued is not queued again until it is dequeued.
    boolean queued;

    Registration(long port, long key) {
      this.port = port;
      this.key = key;
    }
  }

  private final Map<Long, Integer> states = new HashMap<>();
  private final Map<Long, Registration> registrations = new LinkedHashMap<>();
  private final Map<Long, ArrayDeque<Entry>> ports = new HashMap<>();
  private final Map<Long, Integer> refusals = new HashMap<>();
  private int failure;
  private int calls;

  /** Opens a socket with nothing to tell. */
  void open(long socket) {
    states.put(socket, 0);
  }

  /** Sets what the socket has to tell; a bit that was not set before is a rising edge. */
  void state(long socket, int events) {
    int before = states.put(socket, events);
    Registration registration = registrations.get(socket);
    if (registration != null) {
      signal(
          registration,
          (registration.trigger & SOCK_NOTIFY_TRIGGER_EDGE) != 0 ? events & ~before : events);
    }
  }

  /** Deregisters without a REMOVE event; what is queued already is still delivered. */
  void closesocket(long socket) {
    states.remove(socket);
    registrations.remove(socket);
  }

  /** The next registration of the socket has that result. */
  void refuseNext(long socket, int result) {
    refusals.put(socket, result);
  }

  /** The next call fails as a whole, before any registration is made. */
  void failNextCall(int code) {
    failure = code;
  }

  /** Posts an entry that is no notification. */
  void post(long port, long key, int bytes) {
    queue(port).add(new Entry(key, bytes));
  }

  int calls() {
    return calls;
  }

  boolean isRegistered(long socket) {
    return registrations.containsKey(socket);
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
    calls++;
    if (failure != 0) {
      int code = failure;
      failure = 0;
      return code;
    }
    for (int i = 0; i < registrationCount; i++) {
      Pointer info = new Pointer(registrationInfos + (long) i * SockNotifyRegistrationLayout.SIZE);
      info.setInt(
          SockNotifyRegistrationLayout.REGISTRATION_RESULT_OFFSET, register(completionPort, info));
    }
    return entryCount == 0 ? 0 : dequeue(completionPort, entryCount, entries, receivedCount);
  }

  private int register(long port, Pointer info) {
    long socket = info.getLong(SockNotifyRegistrationLayout.SOCKET_OFFSET);
    Integer refusal = refusals.remove(socket);
    if (refusal != null) {
      return refusal;
    }
    if (!states.containsKey(socket)) {
      return 6; // ERROR_INVALID_HANDLE
    }
    Registration registration = registrations.get(socket);
    if (registration != null && registration.port != port) {
      return WindowsErrors.ERROR_INVALID_PARAMETER;
    }
    int operation = info.getByte(SockNotifyRegistrationLayout.OPERATION_OFFSET);
    if (operation == SOCK_NOTIFY_OP_ENABLE) {
      return enable(port, socket, registration, info);
    }
    if (registration == null) {
      return WindowsErrors.ERROR_NOT_FOUND;
    }
    if (operation == SOCK_NOTIFY_OP_DISABLE) {
      registration.enabled = false;
      return 0;
    }
    if (operation == SOCK_NOTIFY_OP_REMOVE) {
      registrations.remove(socket);
      queue(port).add(new Entry(registration.key, SOCK_NOTIFY_EVENT_REMOVE));
      return 0;
    }
    return WindowsErrors.ERROR_INVALID_PARAMETER;
  }

  private int enable(long port, long socket, @Nullable Registration existing, Pointer info) {
    int trigger = info.getByte(SockNotifyRegistrationLayout.TRIGGER_FLAGS_OFFSET);
    boolean oneShot = (trigger & SOCK_NOTIFY_TRIGGER_ONESHOT) != 0;
    boolean level = (trigger & SOCK_NOTIFY_TRIGGER_LEVEL) != 0;
    boolean edge = (trigger & SOCK_NOTIFY_TRIGGER_EDGE) != 0;
    if (level == edge || (oneShot && (trigger & SOCK_NOTIFY_TRIGGER_PERSISTENT) != 0)) {
      return WindowsErrors.ERROR_INVALID_PARAMETER;
    }
    long key = info.getLong(SockNotifyRegistrationLayout.COMPLETION_KEY_OFFSET);
    // The key is that of the first registration until it is removed.
    Registration registration = existing == null ? new Registration(port, key) : existing;
    registration.filter = info.getShort(SockNotifyRegistrationLayout.EVENT_FILTER_OFFSET);
    registration.trigger = trigger;
    registration.enabled = true;
    registrations.put(socket, registration);
    if (level) {
      signal(registration, states.get(socket));
    }
    return 0;
  }

  private void signal(Registration registration, int events) {
    // ERR is told whatever the filter says.
    int told = events & (registration.filter | SOCK_NOTIFY_EVENT_ERR);
    if (told == 0 || !registration.enabled || registration.queued) {
      return;
    }
    if ((registration.trigger & SOCK_NOTIFY_TRIGGER_ONESHOT) != 0) {
      registration.enabled = false;
    } else if ((registration.trigger & SOCK_NOTIFY_TRIGGER_LEVEL) != 0) {
      registration.queued = true;
    }
    queue(registration.port).add(new Entry(registration.key, told));
  }

  private int dequeue(long port, int entryCount, long entries, long receivedCount) {
    int count = 0;
    ArrayDeque<Entry> queue = queue(port);
    for (Entry entry; count < entryCount && (entry = queue.poll()) != null; count++) {
      Pointer at = new Pointer(entries + (long) count * OverlappedEntryLayout.SIZE);
      at.setLong(OverlappedEntryLayout.KEY_OFFSET, entry.key);
      at.setLong(OverlappedEntryLayout.OVERLAPPED_OFFSET, 0);
      at.setInt(OverlappedEntryLayout.BYTES_OFFSET, entry.events);
    }
    new Pointer(receivedCount).setInt(0, count);
    // A persistent level is told again with the next dequeue as long as it lasts.
    registrations.forEach(
        (socket, registration) -> {
          if (registration.queued && queue.stream().noneMatch(e -> e.key == registration.key)) {
            registration.queued = false;
            signal(registration, states.get(socket));
          }
        });
    return count == 0 ? WindowsErrors.WAIT_TIMEOUT : 0;
  }

  private ArrayDeque<Entry> queue(long port) {
    return ports.computeIfAbsent(port, p -> new ArrayDeque<>());
  }
}
