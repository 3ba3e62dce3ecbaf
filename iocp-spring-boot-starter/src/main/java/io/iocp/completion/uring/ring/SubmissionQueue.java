package io.iocp.completion.uring.ring;

import java.nio.ByteBuffer;

/**
 * The submission queue: entries that this side fills and the kernel takes in {@code
 * io_uring_enter}. One named method for each thing that can be asked. Owner thread only.
 *
 * <p>The indirection array between ring and entries is the identity, written once.
 */
public final class SubmissionQueue {

  /** {@code IORING_SQ_CQ_OVERFLOW}: completions wait outside the completion queue. */
  private static final int CQ_OVERFLOW = 1 << 1;

  private final ByteBuffer ring;
  private final ByteBuffer entries;
  private final int headOffset;
  private final int tailOffset;
  private final int flagsOffset;
  private final int capacity;
  private final int mask;
  private int tail;

  /**
   * @param ring the shared indices
   * @param entries memory of the {@code io_uring_sqe}s
   * @param parameters as {@code io_uring_setup} filled them in
   */
  SubmissionQueue(ByteBuffer ring, ByteBuffer entries, ByteBuffer parameters) {
    this.ring = ring;
    this.entries = entries;
    this.headOffset = parameters.getInt(ParamsLayout.SQ_HEAD_OFFSET);
    this.tailOffset = parameters.getInt(ParamsLayout.SQ_TAIL_OFFSET);
    this.flagsOffset = parameters.getInt(ParamsLayout.SQ_FLAGS_OFFSET);
    this.capacity = parameters.getInt(ParamsLayout.SQ_ENTRIES_OFFSET);
    this.mask = capacity - 1;
    this.tail = SharedIndex.getAcquire(ring, tailOffset);
    int arrayOffset = parameters.getInt(ParamsLayout.SQ_ARRAY_OFFSET);
    for (int i = 0; i < capacity; i++) {
      ring.putInt(arrayOffset + i * Integer.BYTES, i);
    }
  }

  /** Entries the kernel has not taken yet. */
  int pending() {
    return tail - SharedIndex.getAcquire(ring, headOffset);
  }

  public boolean isFull() {
    return pending() == capacity;
  }

  /** Whether the kernel keeps completions aside because the completion queue is full. */
  public boolean completionsOverflow() {
    return (SharedIndex.getAcquire(ring, flagsOffset) & CQ_OVERFLOW) != 0;
  }

  /** Does nothing, and completes. */
  void nop(long userData) {
    put(SqeLayout.OP_NOP, 0, 0, -1, 0, 0, 0, 0, userData);
  }

  /** Completes each time the descriptor signals one of the events. */
  public void pollMultishot(int fd, int events, long userData) {
    put(SqeLayout.OP_POLL_ADD, 0, 0, fd, 0, 0, SqeLayout.POLL_ADD_MULTI, events, userData);
  }

  /** Completes with a descriptor for each connection. */
  public void acceptMultishot(int fd, int socketFlags, long userData) {
    put(SqeLayout.OP_ACCEPT, 0, SqeLayout.ACCEPT_MULTISHOT, fd, 0, 0, 0, socketFlags, userData);
  }

  /** The address belongs to the kernel until the completion. */
  public void connect(int fd, long address, int addressBytes, long userData) {
    put(SqeLayout.OP_CONNECT, 0, 0, fd, addressBytes, address, 0, 0, userData);
  }

  /**
   * Completes for each piece, in a buffer of group 0. It waits for readiness before it looks for a
   * buffer, so lack of one means that something is there to be read.
   */
  public void receiveMultishot(int fd, long userData) {
    put(
        SqeLayout.OP_RECV,
        SqeLayout.FLAG_BUFFER_SELECT,
        SqeLayout.RECV_MULTISHOT | SqeLayout.RECVSEND_POLL_FIRST,
        fd,
        0,
        0,
        0,
        0,
        userData);
  }

  /**
   * Completes for each datagram, in a buffer of group 0 that begins with a {@link
   * RecvmsgOutLayout}. It waits for readiness like {@link #receiveMultishot}. The {@code msghdr}
   * says how much room there is for the sender's address, and belongs to the kernel until the
   * request ends.
   */
  public void receiveMessageMultishot(int fd, long msghdr, long userData) {
    put(
        SqeLayout.OP_RECVMSG,
        SqeLayout.FLAG_BUFFER_SELECT,
        SqeLayout.RECV_MULTISHOT | SqeLayout.RECVSEND_POLL_FIRST,
        fd,
        0,
        msghdr,
        1,
        0,
        userData);
  }

  /** Reads from that position of the file. */
  public void read(int fd, long position, long address, int lengthBytes, long userData) {
    put(SqeLayout.OP_READ, 0, 0, fd, position, address, lengthBytes, 0, userData);
  }

  public void send(int fd, long address, int lengthBytes, int messageFlags, long userData) {
    put(SqeLayout.OP_SEND, 0, 0, fd, 0, address, lengthBytes, messageFlags, userData);
  }

  /** The same, but it does not try before the socket asks for more. */
  public void sendWhenWritable(
      int fd, long address, int lengthBytes, int messageFlags, long userData) {
    int ioprio = SqeLayout.RECVSEND_POLL_FIRST;
    put(SqeLayout.OP_SEND, 0, ioprio, fd, 0, address, lengthBytes, messageFlags, userData);
  }

  /** The {@code msghdr} and what it points at belong to the kernel until the completion. */
  public void sendMessage(int fd, long msghdr, int messageFlags, long userData) {
    put(SqeLayout.OP_SENDMSG, 0, 0, fd, 0, msghdr, 1, messageFlags, userData);
  }

  /** The same, but it does not try before the socket asks for more. */
  public void sendMessageWhenWritable(int fd, long msghdr, int messageFlags, long userData) {
    int ioprio = SqeLayout.RECVSEND_POLL_FIRST;
    put(SqeLayout.OP_SENDMSG, 0, ioprio, fd, 0, msghdr, 1, messageFlags, userData);
  }

  /** Cancels the request with that identity. */
  public void cancel(long target, long userData) {
    put(SqeLayout.OP_ASYNC_CANCEL, 0, 0, -1, 0, target, 0, 0, userData);
  }

  public void close(int fd, long userData) {
    put(SqeLayout.OP_CLOSE, 0, 0, fd, 0, 0, 0, 0, userData);
  }

  private void put(
      int opcode,
      int flags,
      int ioprio,
      int fd,
      long off,
      long addr,
      int len,
      int opFlags,
      long userData) {
    if (isFull()) {
      throw new IllegalStateException("submission queue is full: capacity=" + capacity);
    }
    int base = (tail & mask) * SqeLayout.SIZE;
    entries.put(base + SqeLayout.OPCODE_OFFSET, (byte) opcode);
    entries.put(base + SqeLayout.FLAGS_OFFSET, (byte) flags);
    entries.putShort(base + SqeLayout.IOPRIO_OFFSET, (short) ioprio);
    entries.putInt(base + SqeLayout.FD_OFFSET, fd);
    entries.putLong(base + SqeLayout.OFF_OFFSET, off);
    entries.putLong(base + SqeLayout.ADDR_OFFSET, addr);
    entries.putInt(base + SqeLayout.LEN_OFFSET, len);
    entries.putInt(base + SqeLayout.OP_FLAGS_OFFSET, opFlags);
    entries.putLong(base + SqeLayout.USER_DATA_OFFSET, userData);
    // Buffer group 0, no personality, no direct descriptor, nothing beyond: zero since the mapping
    // was made, and nobody writes there.
    tail++;
    SharedIndex.setRelease(ring, tailOffset, tail);
  }
}
