package io.iocp.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationTest {

  private final PendingOperations pending = new PendingOperations();
  private final List<CompletionStatus> completions = new ArrayList<>();

  private final class TestOperation extends Operation {

    TestOperation(OperationKind kind) {
      super(kind);
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      assertThat(inFlight()).as("in flight while it completes").isFalse();
      completions.add(status);
    }
  }

  @Test
  void itIsCountedByKindFromSubmissionUntilItIsHome() {
    Operation send = new TestOperation(OperationKind.SEND);
    Operation receive = new TestOperation(OperationKind.RECEIVE);
    send.submitted(pending);
    receive.submitted(pending);
    assertThat(send.inFlight()).isTrue();
    assertThat(pending.total()).isEqualTo(2);
    assertThat(pending.count(OperationKind.SEND)).isEqualTo(1);
    assertThat(pending.byKind())
        .hasSize(OperationKind.values().length)
        .containsEntry(OperationKind.RECEIVE, 1)
        .containsEntry(OperationKind.ACCEPT, 0);

    send.complete(CompletionStatus.OK, 5, 0);
    assertThat(pending.count(OperationKind.SEND)).isZero();
    receive.complete(CompletionStatus.ABORTED, 0, 0);
    assertThat(pending.total()).isZero();
    assertThat(completions).containsExactly(CompletionStatus.OK, CompletionStatus.ABORTED);
  }

  @Test
  void itMayBeSubmittedAgainWhenItIsHome() {
    Operation send = new TestOperation(OperationKind.SEND);
    for (int i = 0; i < 3; i++) {
      send.submitted(pending);
      send.complete(CompletionStatus.OK, 1, 0);
    }
    assertThat(completions).hasSize(3);
    assertThat(pending.total()).isZero();
  }

  @Test
  void submittingItInFlightIsAnErrorAndNotCounted() {
    Operation send = new TestOperation(OperationKind.SEND);
    send.submitted(pending);
    assertThatThrownBy(() -> send.submitted(pending))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SEND");
    assertThat(pending.total()).isEqualTo(1);
  }

  @Test
  void comingHomeTwiceIsAnErrorAndNotCounted() {
    Operation send = new TestOperation(OperationKind.SEND);
    send.submitted(pending);
    send.complete(CompletionStatus.OK, 1, 0);
    assertThatThrownBy(() -> send.complete(CompletionStatus.RESET, 0, 104))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SEND")
        .hasMessageContaining("RESET");
    assertThat(pending.total()).isZero();
    assertThat(completions).hasSize(1);
  }

  @Test
  void aConnectHasItsChannelOnlyAfterItWasGivenOne() {
    ConnectOperation connect = new TestOperations.Connect();
    assertThatThrownBy(connect::channel).hasMessageContaining("connect did not succeed");
  }
}
