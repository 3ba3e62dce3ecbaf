package io.iocp.completion.windows.winsock;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.SendOperation;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.jna.SockaddrLayout;
import java.nio.ByteBuffer;

/**
 * What {@code WSASend} and {@code WSARecv} read and write while they are being called; one a
 * worker. Winsock takes the {@code WSABUF}s over before the call returns, so one set serves all
 * operations.
 */
public final class TransferArguments {

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
  public long gather(SendOperation operation) {
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
  public void single(long address, int length) {
    single(address, length, 0);
  }

  /** One buffer to receive into, and how. */
  public void single(long address, int length, int flags) {
    put(0, address, length);
    bytes.putInt(FLAGS_OFFSET, flags);
  }

  /** Room for a datagram's sender. */
  public void prepareSender() {
    bytes.putInt(SENDER_LENGTH_OFFSET, SockaddrLayout.IN6_SIZE);
  }

  private void put(int index, long address, int length) {
    bytes.putInt(index * WsaBufLayout.SIZE + WsaBufLayout.LEN_OFFSET, length);
    bytes.putLong(index * WsaBufLayout.SIZE + WsaBufLayout.BUF_OFFSET, address);
  }

  public long buffers() {
    return memory.address();
  }

  public long bytesAddress() {
    return memory.address() + BYTES_OFFSET;
  }

  public long flagsAddress() {
    return memory.address() + FLAGS_OFFSET;
  }

  public long senderAddress() {
    return memory.address() + SENDER_OFFSET;
  }

  public long senderLengthAddress() {
    return memory.address() + SENDER_LENGTH_OFFSET;
  }

  /** In native byte order; the sender is at {@link #senderOffset}. */
  public ByteBuffer memory() {
    return bytes;
  }

  public int senderOffset() {
    return SENDER_OFFSET;
  }

  /** Bytes transferred by a call that succeeded at once. */
  public int transferred() {
    return bytes.getInt(BYTES_OFFSET);
  }
}
