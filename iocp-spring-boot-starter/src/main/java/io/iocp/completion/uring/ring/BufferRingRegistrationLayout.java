package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}:
 *
 * <pre>{@code
 * struct io_uring_buf_reg {
 *     __u64 ring_addr;
 *     __u32 ring_entries;
 *     __u16 bgid;
 *     __u16 flags;
 *     __u64 resv[3];
 * };
 * }</pre>
 */
final class BufferRingRegistrationLayout {

  static final int SIZE = 40;
  static final int RING_ADDR_OFFSET = 0;
  static final int RING_ENTRIES_OFFSET = 8;
  static final int BGID_OFFSET = 12;

  private BufferRingRegistrationLayout() {}
}
