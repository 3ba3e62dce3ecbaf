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

  private static final int SENDER_OFFSET = FLAGS_OFFSET + Integer.BYTES;
  private static final int SENDER_LENGTH_OFFSET = SENDER_OFFSET + SockaddrLayout.IN6_SIZE;

  private final NativeMemory memory = NativeMemory.allocate(SENDER_LENGTH_OFFSET + Integer.BYTES);
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

  /** One buffer. */
  void single(long address, int length) {
    single(address, length, 0);
  }

  /** One buffer to receive into, and how. */
  void single(long address, int length, int flags) {
    put(0, address, length);
    bytes.putInt(FLAGS_OFFSET, flags);
  }

  /** Room for a datagram's sender. */
  void prepareSender() {
    for (int i = 0; i < SockaddrLayout.IN6_SIZE; i++) {
      bytes.put(SENDER_OFFSET + i, (byte) 0);
    }
    bytes.putInt(SENDER_LENGTH_OFFSET, SockaddrLayout.IN6_SIZE);
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

  long senderAddress() {
    return memory.address() + SENDER_OFFSET;
  }

  long senderLengthAddress() {
    return memory.address() + SENDER_LENGTH_OFFSET;
  }

  /** In native byte order; the sender is at {@link #senderOffset}. */
  ByteBuffer memory() {
    return bytes;
  }

  int senderOffset() {
    return SENDER_OFFSET;
  }

  /** Bytes transferred by a call that succeeded at once. */
  int transferred() {
    return bytes.getInt(BYTES_OFFSET);
  }
}
