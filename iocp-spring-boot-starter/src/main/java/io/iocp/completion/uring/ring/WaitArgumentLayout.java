package io.iocp.completion.uring.ring;

/**
 * What {@code io_uring_enter} takes with {@code IORING_ENTER_EXT_ARG}, followed in the same block
 * by the time it points at. {@code <linux/io_uring.h>}, {@code <linux/time_types.h>}:
 *
 * <pre>{@code
 * struct io_uring_getevents_arg {
 *     __u64 sigmask;
 *     __u32 sigmask_sz;
 *     __u32 pad;
 *     __u64 ts;
 * };
 * struct __kernel_timespec {
 *     __kernel_time64_t tv_sec;
 *     long long         tv_nsec;
 * };
 * }</pre>
 */
final class WaitArgumentLayout {

  /** {@code sizeof(struct io_uring_getevents_arg)}. */
  static final int ARGUMENT_SIZE = 24;

  static final int TS_OFFSET = 16;

  static final int TIMESPEC_SIZE = 16;
  static final int TIMESPEC_OFFSET = ARGUMENT_SIZE;
  static final int TV_SEC_OFFSET = TIMESPEC_OFFSET;
  static final int TV_NSEC_OFFSET = TIMESPEC_OFFSET + 8;

  static final int SIZE = ARGUMENT_SIZE + TIMESPEC_SIZE;

  private WaitArgumentLayout() {}
}
