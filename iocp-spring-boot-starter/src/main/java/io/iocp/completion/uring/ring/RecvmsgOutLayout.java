package io.iocp.completion.uring.ring;

/**
 * {@code <linux/io_uring.h>}: the begin of a provided buffer after a multishot {@code recvmsg}. As
 * much room as the {@code msghdr} gave the sender's address follows, then the datagram.
 *
 * <pre>{@code
 * struct io_uring_recvmsg_out {
 *     __u32 namelen;
 *     __u32 controllen;
 *     __u32 payloadlen;   // of the datagram, also when it was cut
 *     __u32 flags;
 * };
 * }</pre>
 */
public final class RecvmsgOutLayout {

  public static final int SIZE = 16;
  static final int NAMELEN_OFFSET = 0;
  static final int CONTROLLEN_OFFSET = 4;
  static final int PAYLOADLEN_OFFSET = 8;
  public static final int FLAGS_OFFSET = 12;

  private RecvmsgOutLayout() {}
}
