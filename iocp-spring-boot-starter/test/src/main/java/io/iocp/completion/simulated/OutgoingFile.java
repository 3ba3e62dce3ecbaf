package io.iocp.completion.simulated;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Operation;
import io.iocp.completion.TransmitFileOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Head, range of a file, tail. */
final class OutgoingFile extends Outgoing {

  private static final int PIECE = 32 << 10;

  private final TransmitFileOperation operation;
  private final long headBytes;
  private final long fileEnd;
  private final long total;
  private long position;
  private boolean truncated;

  OutgoingFile(TransmitFileOperation operation) {
    this.operation = operation;
    this.headBytes = length(operation.head());
    this.fileEnd = headBytes + operation.fileBytes();
    this.total = fileEnd + length(operation.tail());
  }

  private static long length(@Nullable SharedBuffer buffer) {
    return buffer == null ? 0 : buffer.length();
  }

  @Override
  Operation operation() {
    return operation;
  }

  @Override
  int write(SimulatedSocket socket, int most) throws IOException {
    int taken = 0;
    while (taken < most && remaining() > 0 && !truncated) {
      ByteBuffer next = next(Math.min(most - taken, Math.max(1, socket.room())));
      int asked = next.remaining();
      int count = asked == 0 ? 0 : socket.write(next, asked);
      if (count < 0) {
        return taken > 0 ? taken : count;
      }
      position += count;
      taken += count;
      if (count < asked) {
        break;
      }
    }
    return taken;
  }

  private ByteBuffer next(int most) throws IOException {
    SharedBuffer head = operation.head();
    SharedBuffer tail = operation.tail();
    if (head != null && position < headBytes) {
      return from(head, position, most);
    }
    if (position < fileEnd) {
      long fromFileBegin = position - headBytes;
      int count = (int) Math.min(Math.min(most, PIECE), fileEnd - position);
      ByteBuffer bytes =
          ((SimulatedFile) operation.file()).read(operation.fileOffset() + fromFileBegin, count);
      truncated = !bytes.hasRemaining();
      return bytes;
    }
    return tail == null ? ByteBuffer.allocate(0) : from(tail, position - fileEnd, most);
  }

  private static ByteBuffer from(SharedBuffer buffer, long offset, int most) {
    ByteBuffer view = buffer.view();
    view.position(view.position() + (int) offset);
    return view.limit(view.position() + Math.min(most, view.remaining()));
  }

  @Override
  long remaining() {
    return total - position;
  }

  @Override
  boolean isTruncated() {
    return truncated;
  }

  @Override
  boolean isWhole() {
    return true;
  }
}
