package io.iocp.completion.uring.ring;

/**
 * {@code <bits/types/struct_iovec.h>}:
 *
 * <pre>{@code
 * struct iovec {
 *     void  *iov_base;
 *     size_t iov_len;
 * };
 * }</pre>
 */
final class IovecLayout {

  static final int SIZE = 16;
  static final int BASE_OFFSET = 0;
  static final int LEN_OFFSET = 8;

  private IovecLayout() {}
}
