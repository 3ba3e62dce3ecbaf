package io.iocp.completion.uring.ring;

/**
 * {@code <bits/socket.h>} of glibc on 64-bit Linux; the kernel's {@code struct user_msghdr} is the
 * same:
 *
 * <pre>{@code
 * struct msghdr {
 *     void         *msg_name;
 *     socklen_t     msg_namelen;   // and 4 bytes of padding
 *     struct iovec *msg_iov;
 *     size_t        msg_iovlen;
 *     void         *msg_control;
 *     size_t        msg_controllen;
 *     int           msg_flags;     // and 4 bytes of padding
 * };
 * }</pre>
 */
final class MsghdrLayout {

  static final int SIZE = 56;
  static final int NAME_OFFSET = 0;
  static final int NAMELEN_OFFSET = 8;
  static final int IOV_OFFSET = 16;
  static final int IOVLEN_OFFSET = 24;
  static final int CONTROL_OFFSET = 32;
  static final int CONTROLLEN_OFFSET = 40;
  static final int FLAGS_OFFSET = 48;

  private MsghdrLayout() {}
}
