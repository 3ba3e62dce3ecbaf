package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;

/**
 * One gather send: the readable regions of a list of buffers, back to back. It completes once for
 * the whole list with the number of bytes that the kernel took; fewer than asked for is a short
 * send, to be continued by its owner; one that was called off says how many were taken before. The
 * buffers must stay retained until then: the kernel reads them.
 *
 * <p>An object is reused for one send after the other. Only its owner fills it, only while it is at
 * home.
 */
public abstract class SendOperation extends Operation {

  /** Most buffers in one send: well below any system's IOV_MAX (1,024 on Linux). */
  public static final int MAXIMUM_BUFFERS = 64;

  protected SendOperation() {
    super(OperationKind.SEND);
  }

  /** Number of buffers, 1 … {@link #MAXIMUM_BUFFERS}. */
  public abstract int count();

  /** Buffer number {@code index}. */
  public abstract SharedBuffer buffer(int index);

  /** Bytes of the first buffer's region that an earlier short send has already taken. */
  public abstract int firstBufferOffset();
}
