package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}. The ring is an array of entries; its tail lies where entry 0 has its
 * unused last field.
 *
 * <pre>{@code
 * struct io_uring_buf {
 *     __u64 addr;
 *     __u32 len;
 *     __u16 bid;
 *     __u16 resv;
 * };
 * struct io_uring_buf_ring {
 *     union {
 *         struct {
 *             __u64 resv1;
 *             __u32 resv2;
 *             __u16 resv3;
 *             __u16 tail;
 *         };
 *         struct io_uring_buf bufs[0];
 *     };
 * };
 * }</pre>
 */
final class BufferRingLayout {

  static final int ENTRY_SIZE = 16;
  static final int ENTRY_ADDR_OFFSET = 0;
  static final int ENTRY_LEN_OFFSET = 8;
  static final int ENTRY_BID_OFFSET = 12;

  /** Within entry 0: never write there but for the tail itself. */
  static final int TAIL_OFFSET = 14;

  private BufferRingLayout() {}
}
