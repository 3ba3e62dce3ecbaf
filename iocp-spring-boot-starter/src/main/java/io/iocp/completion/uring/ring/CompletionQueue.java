package io.iocp.completion.uring.ring;

import java.nio.ByteBuffer;

/**
 * The completion queue: entries that the kernel fills and this side takes, one at a time. Owner
 * thread only.
 *
 * <p>An entry's place is given back before the entry is handled: handling may submit, and what that
 * completes at once finds room.
 */
public final class CompletionQueue {

  private final ByteBuffer ring;
  private final int headOffset;
  private final int tailOffset;
  private final int entriesOffset;
  private final int mask;
  private int head;

  private long userData;
  private int result;
  private int flags;

  /**
   * @param ring the shared indices and entries
   * @param parameters as {@code io_uring_setup} filled them in
   */
  CompletionQueue(ByteBuffer ring, ByteBuffer parameters) {
    this.ring = ring;
    this.headOffset = parameters.getInt(ParamsLayout.CQ_HEAD_OFFSET);
    this.tailOffset = parameters.getInt(ParamsLayout.CQ_TAIL_OFFSET);
    this.entriesOffset = parameters.getInt(ParamsLayout.CQ_CQES_OFFSET);
    this.mask = parameters.getInt(ParamsLayout.CQ_ENTRIES_OFFSET) - 1;
    this.head = SharedIndex.getAcquire(ring, headOffset);
  }

  /** Entries that can be taken now. */
  public int available() {
    return SharedIndex.getAcquire(ring, tailOffset) - head;
  }

  /** Takes the next of the available entries; its fields stay readable until the next call. */
  public void take() {
    int base = entriesOffset + (head & mask) * CqeLayout.SIZE;
    userData = ring.getLong(base + CqeLayout.USER_DATA_OFFSET);
    result = ring.getInt(base + CqeLayout.RES_OFFSET);
    flags = ring.getInt(base + CqeLayout.FLAGS_OFFSET);
    head++;
    SharedIndex.setRelease(ring, headOffset, head);
  }

  public long userData() {
    return userData;
  }

  /** What the request returned: 0 or more, or a negated errno. */
  public int result() {
    return result;
  }

  public int flags() {
    return flags;
  }
}
