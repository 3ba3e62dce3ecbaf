package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}:
 *
 * <pre>{@code
 * struct io_uring_probe {
 *     __u8  last_op;
 *     __u8  ops_len;
 *     __u16 resv;
 *     __u32 resv2[3];
 *     struct io_uring_probe_op ops[];
 * };
 * struct io_uring_probe_op {
 *     __u8  op;
 *     __u8  resv;
 *     __u16 flags;
 *     __u32 resv2;
 * };
 * }</pre>
 */
final class ProbeLayout {

  static final int LAST_OP_OFFSET = 0;
  static final int OPS_OFFSET = 16;
  static final int OP_SIZE = 8;
  static final int OP_FLAGS_OFFSET = 2;

  /** {@code IO_URING_OP_SUPPORTED}. */
  static final int OP_SUPPORTED = 1;

  private ProbeLayout() {}
}
