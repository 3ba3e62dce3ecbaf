package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.completion.Packet;
import io.iocp.completion.PacketQueue;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.windows.winsock.DequeuedEntries;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The registration of a datagram socket, on a stand-in for the one function. */
@Tag("engine")
class EdgeRegistrationTest {

  private static final long PORT = 0x70;
  private static final long SOCKET = 0x52;
  private static final int NO_MEMORY = 8;

  private final FakeSocketNotifications windows = new FakeSocketNotifications();
  private final SocketNotifications notifications =
      new SocketNotifications(windows, PORT, () -> this.worker, false);
  private final RegistrationBatch worker = notifications.newBatch();
  private final DequeuedEntries entries = new DequeuedEntries();
  private final PacketQueue context = new PacketQueue();
  private final List<String> told = new ArrayList<>();

  private EdgeRegistration open() throws NativeCallException {
    return notifications.openForDatagrams(
        SOCKET,
        (Packet packet) -> context.post(packet),
        new ReadNotification.Listener() {
          @Override
          public void notified(int code, int brokenBy) {
            told.add("readable");
          }

          @Override
          public void removed() {
            told.add("removed");
          }
        });
  }

  @BeforeEach
  void openSocket() {
    windows.open(SOCKET);
  }

  /** One round of a worker: registers, dequeues, runs the context. */
  private void round() {
    int count = worker.dequeue(entries, 0);
    for (int i = 0; i < count; i++) {
      notifications.dequeued(entries.key(i), entries.transferred(i));
    }
    context.runAll();
  }

  @Test
  void itIsRegisteredBeforeAnythingCanArrive() throws Exception {
    EdgeRegistration registration = open();
    assertThat(windows.isRegistered(SOCKET)).isTrue();
    assertThat(registration.isPending()).isTrue();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    assertThat(told).containsExactly("readable");
  }

  @Test
  void eachRisingEdgeIsToldOnceAndNothingHasToBeArmed() throws Exception {
    EdgeRegistration registration = open();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    // More of the same, of a socket that was not drained: no edge.
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    assertThat(told).containsExactly("readable");
    windows.state(SOCKET, 0);
    registration.arm();
    assertThat(worker.isEmpty()).as("the drained socket asks for nothing").isTrue();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    assertThat(told).containsExactly("readable", "readable");
  }

  @Test
  void itIsPendingUntilTheRemoveEvent() throws Exception {
    EdgeRegistration registration = open();
    registration.remove();
    registration.remove();
    assertThat(registration.isPending()).isTrue();
    assertThat(told).isEmpty();
    round();
    assertThat(registration.isPending()).isFalse();
    assertThat(told).containsExactly("removed");
    registration.close();
  }

  @Test
  void whatIsQueuedWhenItIsRemovedIsNotTold() throws Exception {
    EdgeRegistration registration = open();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.remove();
    round();
    assertThat(told).containsExactly("removed");
  }

  @Test
  void aRefusedRegistrationIsForgotten() {
    windows.refuseNext(SOCKET, NO_MEMORY);
    assertThatThrownBy(this::open)
        .isInstanceOf(NativeCallException.class)
        .hasMessageContaining("ProcessSocketNotifications")
        .hasMessageContaining("8");
    assertThat(windows.isRegistered(SOCKET)).isFalse();
  }

  @Test
  void aRemovalThatIsRefusedLeavesNothingToWaitFor() throws Exception {
    EdgeRegistration registration = open();
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.remove();
    round();
    assertThat(registration.isPending()).isFalse();
    assertThat(told).containsExactly("removed");
  }

  @Test
  void aSocketThatIsClosedWithoutMoreAdoNeedsNoRemoveEvent() throws Exception {
    EdgeRegistration registration = open();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    windows.closesocket(SOCKET);
    registration.close();
    round();
    assertThat(told).isEmpty();
  }
}
