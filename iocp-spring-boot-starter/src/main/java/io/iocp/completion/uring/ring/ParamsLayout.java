package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}:
 *
 * <pre>{@code
 * struct io_uring_params {
 *     __u32 sq_entries;
 *     __u32 cq_entries;
 *     __u32 flags;
 *     __u32 sq_thread_cpu;
 *     __u32 sq_thread_idle;
 *     __u32 features;
 *     __u32 wq_fd;
 *     __u32 resv[3];
 *     struct io_sqring_offsets sq_off;
 *     struct io_cqring_offsets cq_off;
 * };
 * struct io_sqring_offsets {
 *     __u32 head, tail, ring_mask, ring_entries, flags, dropped, array, resv1;
 *     __u64 user_addr;
 * };
 * struct io_cqring_offsets {
 *     __u32 head, tail, ring_mask, ring_entries, overflow, cqes, flags, resv1;
 *     __u64 user_addr;
 * };
 * }</pre>
 */
final class ParamsLayout {

  static final int SIZE = 120;
  static final int SQ_ENTRIES_OFFSET = 0;
  static final int CQ_ENTRIES_OFFSET = 4;
  static final int FLAGS_OFFSET = 8;
  static final int FEATURES_OFFSET = 20;

  private static final int SQ_OFF = 40;
  static final int SQ_HEAD_OFFSET = SQ_OFF;
  static final int SQ_TAIL_OFFSET = SQ_OFF + 4;
  static final int SQ_FLAGS_OFFSET = SQ_OFF + 16;
  static final int SQ_ARRAY_OFFSET = SQ_OFF + 24;

  private static final int CQ_OFF = 80;
  static final int CQ_HEAD_OFFSET = CQ_OFF;
  static final int CQ_TAIL_OFFSET = CQ_OFF + 4;
  static final int CQ_CQES_OFFSET = CQ_OFF + 20;

  /** {@code IORING_SETUP_*}. */
  static final int SETUP_CQSIZE = 1 << 3;

  static final int SETUP_CLAMP = 1 << 4;
  static final int SETUP_R_DISABLED = 1 << 6;
  static final int SETUP_SUBMIT_ALL = 1 << 7;
  static final int SETUP_COOP_TASKRUN = 1 << 8;
  static final int SETUP_SINGLE_ISSUER = 1 << 12;
  static final int SETUP_DEFER_TASKRUN = 1 << 13;

  /** {@code IORING_FEAT_*}. */
  static final int FEATURE_SINGLE_MMAP = 1;

  static final int FEATURE_NODROP = 1 << 1;
  static final int FEATURE_FAST_POLL = 1 << 5;
  static final int FEATURE_EXT_ARG = 1 << 8;

  private ParamsLayout() {}
}
