package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_ERR;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_HANGUP;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.completion.Packet;
import io.iocp.completion.PacketQueue;
import io.iocp.completion.windows.winsock.DequeuedEntries;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One channel's registration, on a stand-in for the one function. */
@Tag("engine")
class SocketNotificationsTest {

  private static final long PORT = 0x70;
  private static final long SOCKET = 0x51;
  private static final int NO_MEMORY = 8;

  private final FakeSocketNotifications windows = new FakeSocketNotifications();
  private final SocketNotifications notifications =
      new SocketNotifications(windows, PORT, () -> this.current, false);
  private final RegistrationBatch worker = notifications.newBatch();
  private final RegistrationBatch otherWorker = notifications.newBatch();
  private final DequeuedEntries entries = new DequeuedEntries();
  private final PacketQueue context = new PacketQueue();
  private final List<String> told = new ArrayList<>();
  private final SocketRegistration registration = open(SOCKET);
  private RegistrationBatch current = worker;

  private SocketRegistration open(long socket) {
    return (SocketRegistration)
        notifications.open(
            socket,
            (Packet packet) -> context.post(packet),
            new ReadNotification.Listener() {
              @Override
              public void notified(int code, int brokenBy) {
                told.add(code != 0 ? "failed " + code : brokenBy != 0 ? "broken" : "readable");
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
  private int round(RegistrationBatch of) {
    int count = dequeue(of);
    context.runAll();
    return count;
  }

  private int dequeue(RegistrationBatch of) {
    int count = of.dequeue(entries, 0);
    int unknown = 0;
    for (int i = 0; i < count; i++) {
      if (!notifications.dequeued(entries.key(i), entries.transferred(i))) {
        unknown++;
      }
    }
    return count - unknown;
  }

  private List<String> heard() {
    List<String> heard = List.copyOf(told);
    told.clear();
    return heard;
  }

  @Test
  void whatWasThereBeforeIsTold() {
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    round(worker);
    assertThat(heard()).containsExactly("readable");
  }

  @Test
  void registeringAndDequeuingAreOneCall() {
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    round(worker);
    assertThat(windows.calls()).isEqualTo(1);
    assertThat(worker.isEmpty()).isTrue();
  }

  @Test
  void itIsToldOnceEachTimeItIsAsked() {
    registration.arm();
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    assertThat(round(worker)).isZero();
    assertThat(heard()).containsExactly("readable");
    registration.arm();
    round(worker);
    assertThat(heard()).as("the level is still there").containsExactly("readable");
  }

  @Test
  void askingTwiceIsAskingOnce() {
    registration.arm();
    registration.arm();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round(worker);
    round(worker);
    assertThat(heard()).containsExactly("readable");
  }

  @Test
  void theEndOfTheStreamAndAnErrorAreThereToBeReceived() {
    registration.arm();
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_HANGUP);
    round(worker);
    registration.arm();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_ERR);
    round(worker);
    assertThat(heard()).containsExactly("readable", "broken");
  }

  @Test
  void anyWorkerMayDequeueTheNotification() {
    registration.arm();
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round(otherWorker);
    assertThat(heard()).containsExactly("readable");
  }

  @Test
  void entriesOfOtherKindsShareThePort() {
    windows.post(PORT, IoCompletionPort.WAKE, 0);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    assertThat(worker.dequeue(entries, 0)).isEqualTo(2);
    assertThat(entries.key(0)).isEqualTo(IoCompletionPort.WAKE);
    assertThat(entries.key(1)).isGreaterThan(IoCompletionPort.LAST_OWN_KEY);
  }

  @Test
  void whatWasNeverArmedNeedsNoRemoval() {
    registration.remove();
    assertThat(registration.isPending()).isFalse();
    assertThat(worker.isEmpty()).isTrue();
    registration.close();
  }

  @Test
  void itIsPendingUntilTheRemoveEvent() {
    registration.arm();
    round(worker);
    registration.remove();
    assertThat(registration.isPending()).isTrue();
    assertThatThrownBy(registration::close).isInstanceOf(IllegalStateException.class);
    round(worker);
    assertThat(heard()).containsExactly("removed");
    assertThat(registration.isPending()).isFalse();
    registration.close();
  }

  @Test
  void aDisabledRegistrationIsRemovedLikeAnEnabledOne() {
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    round(worker);
    registration.remove();
    round(worker);
    assertThat(heard()).containsExactly("readable", "removed");
    assertThat(windows.isRegistered(SOCKET)).isFalse();
  }

  @Test
  void aNotificationThatWasQueuedBeforeTheRemovalIsNotTold() {
    registration.arm();
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.remove();
    round(worker);
    round(worker);
    assertThat(heard()).containsExactly("removed");
  }

  @Test
  void aRemovalNeverOvertakesTheCallThatEnables() {
    registration.arm(); // Waits in this worker's batch.
    current = otherWorker;
    registration.remove();
    round(otherWorker);
    assertThat(registration.isPending()).isTrue();
    assertThat(otherWorker.isEmpty()).isTrue();
    round(worker); // Enabled; now it can be removed.
    round(otherWorker);
    assertThat(heard()).containsExactly("removed");
    assertThat(windows.isRegistered(SOCKET)).isFalse();
  }

  @Test
  void aLateAnswerOfAnEarlierCallChangesNothing() {
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    round(worker);
    current = otherWorker;
    registration.arm();
    registration.answered(1, WindowsErrors.SUCCESS);
    registration.remove();
    assertThat(otherWorker.isEmpty()).isFalse();
    round(otherWorker);
    round(otherWorker);
    assertThat(heard()).containsExactly("readable", "removed");
  }

  @Test
  void whatIsQueuedAfterClosesocketFindsNobody() {
    registration.arm();
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.remove();
    windows.closesocket(SOCKET);
    // No REMOVE event: removing is refused, and that is the end of it.
    worker.dequeue(entries, 0);
    context.runAll();
    assertThat(heard()).containsExactly("removed");
    notifications.dequeued(entries.key(0), entries.transferred(0));
    context.runAll();
    assertThat(heard()).isEmpty();
  }

  @Test
  void aWorkerThatIsSlowerThanTheOneWithTheRemoveEventFindsNobody() {
    registration.arm();
    round(worker);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    DequeuedEntries held = new DequeuedEntries();
    assertThat(worker.dequeue(held, 0)).isEqualTo(1);
    current = otherWorker;
    registration.remove();
    round(otherWorker);
    assertThat(heard()).containsExactly("removed");
    assertThat(notifications.dequeued(held.key(0), held.transferred(0))).as("no fault").isTrue();
    context.runAll();
    assertThat(heard()).isEmpty();
  }

  @Test
  void aKeyThatNoSocketEverHadIsAFault() {
    assertThat(notifications.dequeued(registration.key() + 1000, SOCK_NOTIFY_EVENT_IN)).isFalse();
  }

  @Test
  void aKeyIsNeverUsedTwice() {
    registration.arm();
    round(worker);
    registration.remove();
    round(worker);
    assertThat(open(SOCKET).key()).isNotEqualTo(registration.key());
  }

  @Test
  void eachRegistrationHasItsOwnResult() {
    long second = SOCKET + 1;
    windows.open(second);
    windows.state(second, SOCK_NOTIFY_EVENT_IN);
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.arm();
    open(second).arm();
    round(worker);
    assertThat(heard()).containsExactlyInAnyOrder("failed 8", "readable");
    assertThat(registration.isPending()).as("never registered").isFalse();
  }

  @Test
  void refusedWhenItIsArmedAgainItStillHasToBeRemoved() {
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    round(worker);
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.arm();
    round(worker);
    assertThat(heard()).containsExactly("readable", "failed 8");
    assertThat(registration.isPending()).isTrue();
    registration.remove();
    round(worker);
    assertThat(heard()).containsExactly("removed");
  }

  @Test
  void refusedWhileItsRemovalWaitsItIsGone() {
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.arm();
    registration.remove();
    round(worker);
    assertThat(heard()).containsExactly("removed");
    assertThat(registration.isPending()).isFalse();
  }

  @Test
  void aSocketOfAnotherPortIsRefused() {
    SocketNotifications others =
        new SocketNotifications(windows, PORT + 1, () -> this.current, false);
    RegistrationBatch batch = others.newBatch();
    registration.arm();
    round(worker);
    current = batch;
    ReadNotification second =
        others.open(
            SOCKET,
            (Packet packet) -> context.post(packet),
            new ReadNotification.Listener() {
              @Override
              public void notified(int code, int brokenBy) {
                told.add("second failed " + code);
              }

              @Override
              public void removed() {
                told.add("second removed");
              }
            });
    second.arm();
    batch.dequeue(entries, 0);
    context.runAll();
    assertThat(heard()).containsExactly("second failed " + WindowsErrors.ERROR_INVALID_PARAMETER);
  }

  @Test
  void aCallThatFailsFailsWhatItDidNotRegister() {
    windows.failNextCall(NO_MEMORY);
    registration.arm();
    assertThat(round(worker)).isZero();
    assertThat(heard()).containsExactly("failed 8");
    assertThat(registration.isPending()).isFalse();
  }

  @Test
  void anErrorThatADequeueNeverHasIsNotSwallowed() {
    windows.failNextCall(WindowsErrors.ERROR_INVALID_PARAMETER);
    registration.arm();
    assertThatThrownBy(() -> worker.dequeue(entries, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("ProcessSocketNotifications failed: 87 (ERROR_INVALID_PARAMETER)");
    context.runAll();
    assertThat(heard()).as("the registration").containsExactly("failed 87");
  }

  @Test
  void moreRegistrationsThanOneCallTakesAreMadeInSeveral() {
    List<SocketRegistration> many = new ArrayList<>();
    for (long socket = 1000; socket < 1000 + RegistrationBatch.CAPACITY + 10; socket++) {
      windows.open(socket);
      windows.state(socket, SOCK_NOTIFY_EVENT_IN);
      SocketRegistration next = open(socket);
      many.add(next);
      next.arm();
    }
    while (round(worker) > 0) {
      assertThat(windows.calls()).isLessThan(10);
    }
    assertThat(heard()).hasSize(many.size());
  }
}
