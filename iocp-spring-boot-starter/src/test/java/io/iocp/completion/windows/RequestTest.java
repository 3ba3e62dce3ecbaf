package io.iocp.completion.windows;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import io.iocp.completion.WorkerCounters;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often and when a request completes, without a kernel: the test makes the call's answers. */
class RequestTest {

  private static final int WSAECONNRESET = 10054;

  private final WorkerCounters counters = new WorkerCounters();
  private final ReadyMailboxes mailboxes = new ReadyMailboxes(() -> true, counters);
  private final Mailbox mailbox = new Mailbox(mailboxes);
  private final List<Integer> codes = new ArrayList<>();
  private final Request request = request();

  private Request request() {
    return new Request(new OverlappedSlabs(), counters, mailbox) {
      @Override
      protected void completed(int code, int bytes) {
        codes.add(code);
      }
    };
  }

  private void failed(int error, boolean skips) {
    request.begin();
    Native.setLastError(error);
    request.called(false, skips, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallThatFailsAtOnceCompletesWithoutAPacket(boolean skips) {
    failed(WSAECONNRESET, skips);
    mailbox.run();
    assertThat(codes).containsExactly(WSAECONNRESET);
  }

  @Test
  void aCallThatWentPendingCompletesWithItsPacket() {
    failed(WindowsErrors.WSA_IO_PENDING, true);
    mailbox.run();
    assertThat(codes).isEmpty();
    request.dequeued();
    mailbox.run();
    assertThat(codes).containsExactly(WindowsErrors.SUCCESS);
  }

  /**
   * A datagram that does not fit is a warning, which a port that is not skipped has a packet of.
   */
  @Test
  void aWarningAtOnceCompletesOnceThoughThereIsAPacket() {
    failed(WindowsErrors.WSAEMSGSIZE, false);
    mailbox.run();
    assertThat(codes).as("before the packet").isEmpty();
    request.dequeued();
    mailbox.run();
    assertThat(codes).hasSize(1);
    assertThat(counters.lateCompletions.sum()).isZero();
  }

  @Test
  void aWarningAtOnceCompletesByItselfWhereThePortIsSkipped() {
    failed(WindowsErrors.WSAEMSGSIZE, true);
    mailbox.run();
    assertThat(codes).containsExactly(WindowsErrors.WSAEMSGSIZE);
  }
}
