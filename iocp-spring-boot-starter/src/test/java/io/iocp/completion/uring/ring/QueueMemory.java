package io.iocp.completion.uring.ring;

import io.iocp.completion.jna.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Rings in plain memory, with this test as the kernel. */
final class QueueMemory {

  static final int SQ_HEAD = 0;
  static final int SQ_TAIL = 4;
  static final int SQ_FLAGS = 8;
  static final int CQ_HEAD = 12;
  static final int CQ_TAIL = 16;
  static final int SQ_ARRAY = 64;
  static final int CQES = 128;

  final int entries;
  final ByteBuffer ring;
  final NativeMemory sqes;
  final ByteBuffer parameters = ByteBuffer.allocate(ParamsLayout.SIZE);

  /** Both queues have that many entries and begin at that index. */
  QueueMemory(int entries, int firstIndex) {
    this.entries = entries;
    ring = ByteBuffer.allocateDirect(CQES + entries * CqeLayout.SIZE);
    ring.order(ByteOrder.nativeOrder());
    sqes = NativeMemory.allocate(entries * SqeLayout.SIZE);
    ring.putInt(SQ_HEAD, firstIndex).putInt(SQ_TAIL, firstIndex);
    ring.putInt(CQ_HEAD, firstIndex).putInt(CQ_TAIL, firstIndex);
    parameters
        .order(ByteOrder.nativeOrder())
        .putInt(ParamsLayout.SQ_ENTRIES_OFFSET, entries)
        .putInt(ParamsLayout.CQ_ENTRIES_OFFSET, entries)
        .putInt(ParamsLayout.SQ_HEAD_OFFSET, SQ_HEAD)
        .putInt(ParamsLayout.SQ_TAIL_OFFSET, SQ_TAIL)
        .putInt(ParamsLayout.SQ_FLAGS_OFFSET, SQ_FLAGS)
        .putInt(ParamsLayout.SQ_ARRAY_OFFSET, SQ_ARRAY)
        .putInt(ParamsLayout.CQ_HEAD_OFFSET, CQ_HEAD)
        .putInt(ParamsLayout.CQ_TAIL_OFFSET, CQ_TAIL)
        .putInt(ParamsLayout.CQ_CQES_OFFSET, CQES);
  }

  SubmissionQueue submissions() {
    return new SubmissionQueue(ring, sqes.bytes(), parameters);
  }

  CompletionQueue completions() {
    return new CompletionQueue(ring, parameters);
  }

  /** The kernel takes submissions. */
  void take(int count) {
    ring.putInt(SQ_HEAD, ring.getInt(SQ_HEAD) + count);
  }

  /** The entry of that index, through its twin. */
  Twin.Sqe sqe(int index) {
    return new Twin.Sqe(sqes.address() + (long) (index & (entries - 1)) * SqeLayout.SIZE);
  }

  /** The kernel posts a completion. */
  void post(long userData, int result, int flags) {
    int tail = ring.getInt(CQ_TAIL);
    int base = CQES + (tail & (entries - 1)) * CqeLayout.SIZE;
    ring.putLong(base + CqeLayout.USER_DATA_OFFSET, userData);
    ring.putInt(base + CqeLayout.RES_OFFSET, result);
    ring.putInt(base + CqeLayout.FLAGS_OFFSET, flags);
    ring.putInt(CQ_TAIL, tail + 1);
  }
}
