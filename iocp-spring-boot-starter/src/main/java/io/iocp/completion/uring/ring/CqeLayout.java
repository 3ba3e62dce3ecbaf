package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}:
 *
 * <pre>{@code
 * struct io_uring_cqe {
 *     __u64 user_data;
 *     __s32 res;
 *     __u32 flags;
 * };
 * }</pre>
 */
public final class CqeLayout {

  static final int SIZE = 16;
  static final int USER_DATA_OFFSET = 0;
  static final int RES_OFFSET = 8;
  static final int FLAGS_OFFSET = 12;

  /** {@code IORING_CQE_F_BUFFER}: the upper 16 bits of the flags name a provided buffer. */
  public static final int F_BUFFER = 1;

  /** {@code IORING_CQE_F_MORE}: the request stays with the kernel and completes again. */
  public static final int F_MORE = 1 << 1;

  /** {@code IORING_CQE_BUFFER_SHIFT}. */
  public static final int BUFFER_SHIFT = 16;

  private CqeLayout() {}
}
