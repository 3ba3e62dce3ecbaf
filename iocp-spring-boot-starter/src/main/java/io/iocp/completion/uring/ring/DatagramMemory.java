package io.iocp.completion.uring.ring;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.SendToOperation;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.jna.SockaddrLayout;
import java.nio.ByteBuffer;

/**
 * What the kernel reads of one datagram socket's requests: a {@code msghdr} for the receives, and
 * for a datagram that is sent a {@code msghdr}, its {@code iovec} and the address.
 */
public final class DatagramMemory {

  /** Room for the sender's address in front of each datagram. */
  public static final int NAME_BYTES = SockaddrLayout.IN6_SIZE;

  private static final int SEND_OFFSET = 64;
  private static final int IOVEC_OFFSET = SEND_OFFSET + MsghdrLayout.SIZE;
  private static final int NAME_OFFSET = IOVEC_OFFSET + IovecLayout.SIZE;
  private static final int SIZE = NAME_OFFSET + NAME_BYTES;

  private final NativeMemory memory = NativeMemory.allocate(SIZE);

  public DatagramMemory() {
    // No iovec: the kernel chooses the buffer.
    memory.bytes().putInt(MsghdrLayout.NAMELEN_OFFSET, NAME_BYTES);
  }

  /** Address of the {@code msghdr} to receive with. */
  public long receiveHeader() {
    return memory.address();
  }

  /** Writes the datagram for a socket of that family; answers its {@code msghdr}'s address. */
  public long writeSend(int family, SendToOperation operation) {
    ByteBuffer bytes = memory.bytes();
    SharedBuffer buffer = operation.buffer();
    int nameBytes = Sockets.ADDRESSES.write(bytes, NAME_OFFSET, family, operation.remote());
    bytes.putLong(IOVEC_OFFSET + IovecLayout.BASE_OFFSET, buffer.address() + buffer.start());
    bytes.putLong(IOVEC_OFFSET + IovecLayout.LEN_OFFSET, buffer.length());
    bytes.putLong(SEND_OFFSET + MsghdrLayout.NAME_OFFSET, memory.address() + NAME_OFFSET);
    bytes.putInt(SEND_OFFSET + MsghdrLayout.NAMELEN_OFFSET, nameBytes);
    bytes.putLong(SEND_OFFSET + MsghdrLayout.IOV_OFFSET, memory.address() + IOVEC_OFFSET);
    bytes.putLong(SEND_OFFSET + MsghdrLayout.IOVLEN_OFFSET, 1);
    return memory.address() + SEND_OFFSET;
  }
}
