package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.SendOperation;
import java.nio.ByteBuffer;

/**
 * What {@code WSASend} and {@code WSARecv} read and write while they are being called; one a
 * worker. Winsock takes the {@code WSABUF}s over before the call returns, so one set serves all
 * operations.
 */
final class TransferArguments {

  private static final int BYTES_OFFSET = SendOperation.MAXIMUM_BUFFERS * WsaBufLayout.SIZE;
  private static final int FLAGS_OFFSET = BYTES_OFFSET + Integer.BYTES;

  private final NativeMemory memory = NativeMemory.allocate(FLAGS_OFFSET + Integer.BYTES);
  private final ByteBuffer bytes = memory.bytes();

  /**
   * The operation's buffers.
   *
   * @return bytes to be sent
   */
  long gather(SendOperation operation) {
    long total = 0;
    int skip = operation.firstBufferOffset();
    for (int i = 0; i < operation.count(); i++) {
      SharedBuffer buffer = operation.buffer(i);
      int length = buffer.length() - skip;
      put(i, buffer.address() + buffer.start() + skip, length);
      total += length;
      skip = 0;
    }
    return total;
  }

  /** One buffer to receive into. */
  void single(long address, int length) {
    put(0, address, length);
    bytes.putInt(FLAGS_OFFSET, 0);
  }

  private void put(int index, long address, int length) {
    bytes.putInt(index * WsaBufLayout.SIZE + WsaBufLayout.LEN_OFFSET, length);
    bytes.putLong(index * WsaBufLayout.SIZE + WsaBufLayout.BUF_OFFSET, address);
  }

  long buffers() {
    return memory.address();
  }

  long bytesAddress() {
    return memory.address() + BYTES_OFFSET;
  }

  long flagsAddress() {
    return memory.address() + FLAGS_OFFSET;
  }

  /** Bytes transferred by a call that succeeded at once. */
  int transferred() {
    return bytes.getInt(BYTES_OFFSET);
  }
}
