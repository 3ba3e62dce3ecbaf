package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class QueuesTest {

  private static final int ENTRIES = 4;

  /** Two steps before the 32-bit indices wrap. */
  private static final int NEAR_WRAP = -2;

  @Test
  void submissionsGoOnWhenTheIndexWraps() {
    QueueMemory memory = new QueueMemory(ENTRIES, NEAR_WRAP);
    SubmissionQueue queue = memory.submissions();
    for (int i = 0; i < ENTRIES; i++) {
      queue.nop(100 + i);
    }
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.pending()).isEqualTo(ENTRIES);
    assertThat(memory.ring.getInt(QueueMemory.SQ_TAIL)).isEqualTo(NEAR_WRAP + ENTRIES);
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(memory.sqe(NEAR_WRAP + i).user_data).isEqualTo(100 + i);
    }
    memory.take(3);
    assertThat(queue.isFull()).isFalse();
    assertThat(queue.pending()).isEqualTo(1);
  }

  @Test
  void aFullSubmissionQueueRefuses() {
    QueueMemory memory = new QueueMemory(ENTRIES, 0);
    SubmissionQueue queue = memory.submissions();
    for (int i = 0; i < ENTRIES; i++) {
      queue.nop(i);
    }
    assertThatThrownBy(() -> queue.nop(99))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("capacity=4");
    assertThat(memory.sqe(0).user_data).isZero();
  }

  @Test
  void anEntryCarriesNothingOfTheOneBefore() {
    QueueMemory memory = new QueueMemory(1, 0);
    SubmissionQueue queue = memory.submissions();
    queue.connect(7, 0x1234, 28, 1);
    Twin.Sqe connect = memory.sqe(0);
    assertThat(connect.opcode).isEqualTo((byte) SqeLayout.OP_CONNECT);
    assertThat(connect.fd).isEqualTo(7);
    assertThat(connect.addr).isEqualTo(0x1234);
    assertThat(connect.off).isEqualTo(28);
    memory.take(1);
    queue.receiveMultishot(8, 2);
    Twin.Sqe receive = memory.sqe(0);
    assertThat(receive.opcode).isEqualTo((byte) SqeLayout.OP_RECV);
    assertThat(receive.flags).isEqualTo((byte) SqeLayout.FLAG_BUFFER_SELECT);
    assertThat(receive.addr).isZero();
    assertThat(receive.off).isZero();
    assertThat(receive.len).isZero();
    memory.take(1);
    queue.sendMessage(9, 0x5678, Sockets.MSG_NOSIGNAL, 3);
    Twin.Sqe send = memory.sqe(0);
    assertThat(send.opcode).isEqualTo((byte) SqeLayout.OP_SENDMSG);
    assertThat(send.flags).isZero();
    assertThat(send.ioprio).isZero();
    assertThat(send.msg_flags).isEqualTo(Sockets.MSG_NOSIGNAL);
    assertThat(send.user_data).isEqualTo(3);
    memory.take(1);
    queue.sendMessageWhenWritable(9, 0x5678, Sockets.MSG_NOSIGNAL, 3);
    assertThat(memory.sqe(0).ioprio).isEqualTo((short) SqeLayout.RECVSEND_POLL_FIRST);
    memory.take(1);
    queue.sendWhenWritable(9, 0x5678, 10, Sockets.MSG_NOSIGNAL, 3);
    assertThat(memory.sqe(0).ioprio).isEqualTo((short) SqeLayout.RECVSEND_POLL_FIRST);
    assertThat(memory.sqe(0).opcode).isEqualTo((byte) SqeLayout.OP_SEND);
  }

  @Test
  void theKernelsOverflowFlagIsSeen() {
    QueueMemory memory = new QueueMemory(ENTRIES, 0);
    SubmissionQueue queue = memory.submissions();
    assertThat(queue.completionsOverflow()).isFalse();
    memory.ring.putInt(QueueMemory.SQ_FLAGS, 1 << 1);
    assertThat(queue.completionsOverflow()).isTrue();
  }

  @Test
  void completionsGoOnWhenTheIndexWraps() {
    QueueMemory memory = new QueueMemory(ENTRIES, NEAR_WRAP);
    CompletionQueue queue = memory.completions();
    assertThat(queue.available()).isZero();
    for (int i = 0; i < ENTRIES; i++) {
      memory.post(100 + i, -i, i << CqeLayout.BUFFER_SHIFT);
    }
    assertThat(queue.available()).isEqualTo(ENTRIES);
    for (int i = 0; i < ENTRIES; i++) {
      queue.take();
      assertThat(queue.userData()).isEqualTo(100 + i);
      assertThat(queue.result()).isEqualTo(-i);
      assertThat(queue.flags() >>> CqeLayout.BUFFER_SHIFT).isEqualTo(i);
    }
    assertThat(queue.available()).isZero();
  }

  @Test
  void anEntrysPlaceIsFreeBeforeItIsHandled() {
    QueueMemory memory = new QueueMemory(ENTRIES, 0);
    CompletionQueue queue = memory.completions();
    memory.post(1, 0, 0);
    queue.take();
    assertThat(memory.ring.getInt(QueueMemory.CQ_HEAD)).isEqualTo(1);
  }
}
