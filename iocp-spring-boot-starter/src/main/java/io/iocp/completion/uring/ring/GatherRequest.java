package io.iocp.completion.uring.ring;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.SendOperation;
import java.nio.ByteBuffer;

/** A slot's content for a gather send: one {@code msghdr}, then its {@code iovec}s. */
public final class GatherRequest {

  private static final int IOVECS_OFFSET = MsghdrLayout.SIZE;

  /** Rounded up to whole cache lines. */
  static final int SIZE =
      (IOVECS_OFFSET + SendOperation.MAXIMUM_BUFFERS * IovecLayout.SIZE + 63) / 64 * 64;

  private GatherRequest() {}

  /**
   * Writes the operation's buffers, as far as that many bytes.
   *
   * @param address where {@code offset} lies in memory
   * @param mostBytes more than 0
   * @return bytes to be sent
   */
  public static int write(
      ByteBuffer memory, int offset, long address, SendOperation operation, int mostBytes) {
    int count = operation.count();
    int total = 0;
    int skip = operation.firstBufferOffset();
    int written = 0;
    for (int i = 0; i < count && total < mostBytes; i++) {
      SharedBuffer buffer = operation.buffer(i);
      int length = Math.min(buffer.length() - skip, mostBytes - total);
      int iovec = offset + IOVECS_OFFSET + i * IovecLayout.SIZE;
      memory.putLong(iovec + IovecLayout.BASE_OFFSET, buffer.address() + buffer.start() + skip);
      memory.putLong(iovec + IovecLayout.LEN_OFFSET, length);
      total += length;
      skip = 0;
      written++;
    }
    memory.putLong(offset + MsghdrLayout.NAME_OFFSET, 0);
    memory.putInt(offset + MsghdrLayout.NAMELEN_OFFSET, 0);
    memory.putLong(offset + MsghdrLayout.IOV_OFFSET, address + IOVECS_OFFSET);
    memory.putLong(offset + MsghdrLayout.IOVLEN_OFFSET, written);
    memory.putLong(offset + MsghdrLayout.CONTROL_OFFSET, 0);
    memory.putLong(offset + MsghdrLayout.CONTROLLEN_OFFSET, 0);
    memory.putInt(offset + MsghdrLayout.FLAGS_OFFSET, 0);
    return total;
  }
}
