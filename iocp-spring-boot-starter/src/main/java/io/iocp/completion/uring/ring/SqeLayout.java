package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}, unions reduced to the members used here:
 *
 * <pre>{@code
 * struct io_uring_sqe {
 *     __u8  opcode;
 *     __u8  flags;
 *     __u16 ioprio;
 *     __s32 fd;
 *     __u64 off;          // or addr2
 *     __u64 addr;
 *     __u32 len;
 *     __u32 msg_flags;    // or accept_flags, cancel_flags, poll32_events
 *     __u64 user_data;
 *     __u16 buf_group;
 *     __u16 personality;
 *     __u32 file_index;
 *     __u64 addr3;
 *     __u64 __pad2[1];
 * };
 * }</pre>
 */
final class SqeLayout {

  static final int SIZE = 64;
  static final int OPCODE_OFFSET = 0;
  static final int FLAGS_OFFSET = 1;
  static final int IOPRIO_OFFSET = 2;
  static final int FD_OFFSET = 4;
  static final int OFF_OFFSET = 8;
  static final int ADDR_OFFSET = 16;
  static final int LEN_OFFSET = 24;
  static final int OP_FLAGS_OFFSET = 28;
  static final int USER_DATA_OFFSET = 32;
  static final int BUF_GROUP_OFFSET = 40;
  static final int PERSONALITY_OFFSET = 42;
  static final int FILE_INDEX_OFFSET = 44;
  static final int ADDR3_OFFSET = 48;

  /** {@code IORING_OP_*}. */
  static final int OP_NOP = 0;

  static final int OP_POLL_ADD = 6;
  static final int OP_SENDMSG = 9;
  static final int OP_RECVMSG = 10;
  static final int OP_ACCEPT = 13;
  static final int OP_ASYNC_CANCEL = 14;
  static final int OP_CONNECT = 16;
  static final int OP_CLOSE = 19;
  static final int OP_READ = 22;
  static final int OP_SEND = 26;
  static final int OP_RECV = 27;

  /** {@code IOSQE_BUFFER_SELECT}: the kernel takes a buffer of the group when it has data. */
  static final int FLAG_BUFFER_SELECT = 1 << 5;

  /** {@code IORING_ACCEPT_MULTISHOT}, in {@code ioprio}. */
  static final int ACCEPT_MULTISHOT = 1;

  /** {@code IORING_RECVSEND_POLL_FIRST}, in {@code ioprio}: do not try, wait for readiness. */
  static final int RECVSEND_POLL_FIRST = 1;

  /** {@code IORING_RECV_MULTISHOT}, in {@code ioprio}. */
  static final int RECV_MULTISHOT = 1 << 1;

  /** {@code IORING_POLL_ADD_MULTI}, in {@code len}. */
  static final int POLL_ADD_MULTI = 1;

  private SqeLayout() {}
}
