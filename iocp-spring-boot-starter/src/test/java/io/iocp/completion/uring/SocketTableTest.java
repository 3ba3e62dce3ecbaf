package io.iocp.completion.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.UserData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketTableTest {

  private final SocketTable table = new SocketTable();

  private static final class Placed extends RingSocket {

    Placed() {
      super(null, -1);
    }

    Placed(UringWorker worker) {
      super(worker, -1);
    }

    @Override
    void completed(Request request, int result, int flags, boolean more) {}

    @Override
    void cancelCalledOff() {}

    @Override
    void closed() {}
  }

  @Test
  void aCompletionOfAnEarlierTenantFindsNobody() {
    Placed first = new Placed();
    table.add(first);
    long late = first.begin(Request.RECEIVE);
    assertThat(table.find(late)).isSameAs(first);
    table.remove(first.slot());
    assertThat(table.find(late)).isNull();

    Placed second = new Placed();
    table.add(second);
    assertThat(second.slot()).isEqualTo(first.slot());
    assertThat(table.find(late)).isNull();
    assertThat(table.find(second.begin(Request.RECEIVE))).isSameAs(second);
  }

  /** Else a shutdown that cannot wait would close whatever has the number by then. */
  @Test
  void aDescriptorThatTheKernelWasAskedToCloseIsNobodyElsesToClose() {
    UringWorker worker = mock(UringWorker.class);
    when(worker.pending()).thenReturn(new PendingOperations());
    when(worker.submissions()).thenReturn(mock());
    when(worker.sockets()).thenReturn(table);
    Placed socket = new Placed(worker);
    table.add(socket);
    socket.begin(Request.RECEIVE);
    socket.closeWhenQuiet(
        new CloseOperation() {
          @Override
          protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
        });
    assertThat(socket.ownsDescriptor()).as("a receive is in flight").isTrue();
    socket.dispatch(Request.RECEIVE, 0, 0);
    assertThat(socket.ownsDescriptor()).isFalse();
  }

  @Test
  void aSlotThatNeverWasFindsNobody() {
    assertThat(table.find(UserData.of(Request.SEND, 12_345, 0))).isNull();
  }

  @Test
  void allSocketsAreFoundWhenTheTableHasGrown() {
    List<Placed> sockets = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Placed socket = new Placed();
      sockets.add(socket);
      table.add(socket);
    }
    for (Placed socket : sockets) {
      assertThat(table.find(socket.begin(Request.SEND))).isSameAs(socket);
    }
  }
}
