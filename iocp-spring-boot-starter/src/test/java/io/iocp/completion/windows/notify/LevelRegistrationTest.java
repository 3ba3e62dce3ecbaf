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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The registration that stays, of a port with one worker, on a stand-in for the one function. */
@Tag("engine")
class LevelRegistrationTest {

  private static final long PORT = 0x70;
  private static final long SOCKET = 0x53;
  private static final int NO_MEMORY = 8;

  private final FakeSocketNotifications windows = new FakeSocketNotifications();
  private final SocketNotifications notifications =
      new SocketNotifications(windows, PORT, () -> this.worker, true);
  private final RegistrationBatch worker = notifications.newBatch();
  private final DequeuedEntries entries = new DequeuedEntries();
  private final PacketQueue context = new PacketQueue();
  private final List<String> told = new ArrayList<>();
  // What the channel does when it is told: arms again after it has received, or nothing.
  private boolean receives = true;
  private final ReadNotification registration = open(SOCKET);

  private ReadNotification open(long socket) {
    return notifications.open(
        socket,
        (Packet packet) -> context.post(packet),
        new ReadNotification.Listener() {
          @Override
          public void notified(int code, int brokenBy) {
            told.add(code != 0 ? "failed " + code : brokenBy != 0 ? "broken" : "readable");
            if (receives && code == 0) {
              registration.arm();
            }
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

  /** One round of the worker: registers what there is, dequeues, runs the context. */
  private int round() {
    int count = worker.dequeue(entries, 0);
    for (int i = 0; i < count; i++) {
      notifications.dequeued(entries.key(i), entries.transferred(i));
    }
    context.runAll();
    return count;
  }

  private List<String> heard() {
    List<String> heard = List.copyOf(told);
    told.clear();
    return heard;
  }

  private void registered() {
    registration.arm();
    round();
    assertThat(windows.isRegistered(SOCKET)).isTrue();
  }

  @Test
  void withOneWorkerRegistrationsStay() {
    assertThat(registration).isInstanceOf(LevelRegistration.class);
  }

  @Test
  void whatWasThereBeforeIsTold() {
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.arm();
    round();
    assertThat(heard()).containsExactly("readable");
  }

  @Test
  void aChannelThatReceivesRegistersOnceInItsLife() {
    registered();
    for (int i = 0; i < 5; i++) {
      windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
      round();
      windows.state(SOCKET, 0);
      assertThat(worker.isEmpty()).as("nothing to register").isTrue();
    }
    assertThat(heard()).hasSize(5).containsOnly("readable");
  }

  @Test
  void itIsToldWithEachDequeueAsLongAsTheConditionHolds() {
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    for (int i = 0; i < 3; i++) {
      round();
    }
    assertThat(heard()).containsExactly("readable", "readable", "readable");
    assertThat(worker.isEmpty()).isTrue();
    windows.state(SOCKET, 0);
    round(); // What was queued while there was still something.
    assertThat(round()).isZero();
  }

  @Test
  void aChannelThatDoesNotReceiveIsToldOnceAndCostsOneEntryMore() {
    receives = false;
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    assertThat(round()).as("told, and not armed").isEqualTo(1);
    assertThat(worker.isEmpty()).as("it is being disabled").isFalse();
    round(); // What was queued before that.
    assertThat(round()).as("disabled").isZero();
    assertThat(heard()).containsExactly("readable");
    assertThat(windows.isRegistered(SOCKET)).as("disabled is not removed").isTrue();
  }

  @Test
  void armedAgainItIsEnabledAgain() {
    aChannelThatDoesNotReceiveIsToldOnceAndCostsOneEntryMore();
    receives = true;
    registration.arm();
    registration.arm();
    round();
    assertThat(heard()).as("the level is still there").containsExactly("readable");
    assertThat(worker.isEmpty()).isTrue();
  }

  @Test
  void armedBeforeTheCallThatDisablesItIsEnabledInAnother() {
    receives = false;
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    round(); // Now the batch has a registration to make that disables it.
    int calls = windows.calls();
    receives = true;
    registration.arm();
    assertThat(windows.calls()).as("disabled at once").isEqualTo(calls + 1);
    round();
    round();
    assertThat(heard()).hasSizeGreaterThan(1).containsOnly("readable");
  }

  @Test
  void aDisablingThatIsRefusedIsTriedAgainWithTheNextEntry() {
    receives = false;
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    round();
    round();
    windows.refuseNext(SOCKET, NO_MEMORY);
    round();
    while (round() > 0) {
      assertThat(windows.calls()).isLessThan(10);
    }
    assertThat(heard()).containsExactly("readable");
  }

  @Test
  void theEndOfTheStreamAndAnErrorAreThereToBeReceived() {
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_HANGUP);
    receives = false;
    round();
    assertThat(heard()).containsExactly("readable");
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_ERR);
    receives = true;
    registration.arm();
    round(); // What was queued before the error.
    round();
    assertThat(heard()).contains("broken");
  }

  @Test
  void aHangUpThatNobodyReceivesIsNotToldForEver() {
    receives = false;
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_HANGUP);
    int rounds = 0;
    while (round() > 0) {
      assertThat(++rounds).isLessThan(5);
    }
    assertThat(heard()).containsExactly("readable");
  }

  @Test
  void registrationsOfDifferentKindsShareThePort() throws Exception {
    long datagrams = SOCKET + 1;
    windows.open(datagrams);
    List<String> toldOfDatagrams = new ArrayList<>();
    notifications.openForDatagrams(
        datagrams,
        (Packet packet) -> context.post(packet),
        new ReadNotification.Listener() {
          @Override
          public void notified(int code, int brokenBy) {
            toldOfDatagrams.add("datagram");
          }

          @Override
          public void removed() {}
        });
    registered();
    windows.post(PORT, IoCompletionPort.WAKE, 0);
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    windows.state(datagrams, SOCK_NOTIFY_EVENT_IN);
    assertThat(worker.dequeue(entries, 0)).isEqualTo(3);
    assertThat(entries.key(0)).isEqualTo(IoCompletionPort.WAKE);
    assertThat(notifications.dequeued(entries.key(1), entries.transferred(1))).isTrue();
    assertThat(notifications.dequeued(entries.key(2), entries.transferred(2))).isTrue();
    context.runAll();
    assertThat(heard()).containsExactly("readable");
    assertThat(toldOfDatagrams).containsExactly("datagram");
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
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    registration.remove();
    registration.remove();
    assertThat(registration.isPending()).isTrue();
    assertThatThrownBy(registration::close).isInstanceOf(IllegalStateException.class);
    round();
    assertThat(heard()).as("what was queued before is not told").containsExactly("removed");
    assertThat(registration.isPending()).isFalse();
    registration.close();
  }

  @Test
  void aDisabledRegistrationIsRemovedLikeAnEnabledOne() {
    aChannelThatDoesNotReceiveIsToldOnceAndCostsOneEntryMore();
    registration.remove();
    round();
    assertThat(heard()).containsExactly("removed");
    assertThat(windows.isRegistered(SOCKET)).isFalse();
  }

  @Test
  void removedBeforeTheCallThatEnablesItIsRemovedInAnother() {
    registration.arm();
    registration.remove();
    assertThat(windows.isRegistered(SOCKET)).as("enabled at once").isTrue();
    round();
    assertThat(heard()).containsExactly("removed");
    assertThat(windows.isRegistered(SOCKET)).isFalse();
  }

  @Test
  void aRefusedRegistrationIsToldAndForgotten() {
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.arm();
    round();
    assertThat(heard()).containsExactly("failed 8");
    assertThat(registration.isPending()).isFalse();
    registration.close();
  }

  @Test
  void refusedWhenItIsEnabledAgainItStillHasToBeRemoved() {
    aChannelThatDoesNotReceiveIsToldOnceAndCostsOneEntryMore();
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.arm();
    round();
    assertThat(heard()).containsExactly("failed 8");
    assertThat(registration.isPending()).isTrue();
    registration.remove();
    round();
    assertThat(heard()).containsExactly("removed");
  }

  @Test
  void refusedWhileItIsRemovedItIsGone() {
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.arm();
    registration.remove();
    round();
    assertThat(heard()).containsExactly("removed");
    assertThat(registration.isPending()).isFalse();
  }

  @Test
  void aRemovalThatIsRefusedLeavesNothingToWaitFor() {
    registered();
    windows.state(SOCKET, SOCK_NOTIFY_EVENT_IN);
    windows.refuseNext(SOCKET, NO_MEMORY);
    registration.remove();
    round();
    assertThat(heard()).containsExactly("removed");
    assertThat(registration.isPending()).isFalse();
  }
}
