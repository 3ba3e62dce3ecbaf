package io.iocp.completion.nio;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.ChannelFile;
import io.iocp.completion.TransmitFileOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A transmission on its way: head, file and tail in turn, each as far as the socket takes it.
 *
 * <p>{@link FileChannel#transferTo} lets the kernel move the file's bytes where it can. A page that
 * is not in the cache is read from the disk meanwhile, and the worker waits for it: Java has no
 * other way without threads of its own.
 */
final class NioTransmit {

  /** Bytes of a file before the other sockets of the worker have their turn. */
  private static final long BYTES_PER_ROUND = 512 << 10;

  private final TransmitFileOperation operation;
  private final FileChannel file;
  private final @Nullable ByteBuffer head;
  private final @Nullable ByteBuffer tail;
  private final long end;
  private long position;
  private long takenBytes;

  /** How a round ended. */
  enum Progress {
    DONE,
    /** The socket may take more at once. */
    MORE,
    /** The socket takes no more now. */
    BLOCKED,
    /** The file is shorter than the range. */
    FILE_ENDED
  }

  NioTransmit(TransmitFileOperation operation) {
    this.operation = operation;
    this.file = ((ChannelFile) operation.file()).channel();
    this.position = operation.fileOffset();
    this.end = position + operation.fileBytes();
    this.head = viewOf(operation.head());
    this.tail = viewOf(operation.tail());
  }

  private static @Nullable ByteBuffer viewOf(@Nullable SharedBuffer buffer) {
    return buffer == null ? null : buffer.view();
  }

  TransmitFileOperation operation() {
    return operation;
  }

  /** Bytes the socket has taken so far. */
  long takenBytes() {
    return takenBytes;
  }

  /** One round. */
  Progress write(SocketChannel socket) throws IOException {
    if (!writeAll(socket, head)) {
      return Progress.BLOCKED;
    }
    if (position < end) {
      long asked = Math.min(end - position, BYTES_PER_ROUND);
      // An interrupt that a handler left behind would close the file, for everybody.
      Thread.interrupted();
      long taken = file.transferTo(position, asked, socket);
      position += taken;
      takenBytes += taken;
      if (taken < asked) {
        return position >= file.size() ? Progress.FILE_ENDED : Progress.BLOCKED;
      }
      if (position < end) {
        return Progress.MORE;
      }
    }
    return writeAll(socket, tail) ? Progress.DONE : Progress.BLOCKED;
  }

  private boolean writeAll(SocketChannel socket, @Nullable ByteBuffer buffer) throws IOException {
    if (buffer == null || !buffer.hasRemaining()) {
      return true;
    }
    takenBytes += socket.write(buffer);
    return !buffer.hasRemaining();
  }
}
