package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.TransmitFileOperation;
import io.iocp.completion.windows.winsock.MswsockCalls;
import io.iocp.completion.windows.winsock.TransmitFileBuffersLayout;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One transmit after the other, by {@code TransmitFile}: head, range and tail in one call, whose
 * bytes never pass through the process. A range that one call does not take is cut into pieces; the
 * head goes with the first of them and the tail with the last.
 *
 * <p>The slot holds what the kernel reads until the dequeue: the range's place in the file, which
 * is in the OVERLAPPED, and behind that the addresses of head and tail. In the channel's context.
 */
final class Transmitting extends Request {

  /** One call takes 2³¹ − 2 bytes at most, head and tail included. */
  private static final long PIECE_BYTES = 1L << 30;

  private static final int DEFAULT_BYTES_PER_SEND = 0;
  private static final int NO_FLAGS = 0;

  private final WindowsChannel channel;
  private final ChannelWrites writes;

  // Null between two transmits.
  private @Nullable TransmitFileOperation operation;
  private long position;
  private long end;
  private boolean headSent;
  private long asked;
  private long takenBytes;

  Transmitting(WindowsChannel channel, ChannelWrites writes) {
    super(channel.parts(), channel.mailbox());
    this.channel = channel;
    this.writes = writes;
  }

  void start(TransmitFileOperation next) {
    operation = next;
    position = next.fileOffset();
    end = position + next.fileBytes();
    headSent = false;
    takenBytes = 0;
    transmit(next);
  }

  private void transmit(TransmitFileOperation from) {
    long piece = Math.min(end - position, PIECE_BYTES);
    SharedBuffer head = headSent ? null : from.head();
    SharedBuffer tail = position + piece == end ? from.tail() : null;
    asked = length(head) + piece + length(tail);
    if (asked == 0) {
      notCalled(WindowsErrors.SUCCESS);
      return;
    }
    WindowsFile file = (WindowsFile) from.file();
    long overlapped = begin();
    slot().fileOffset(position);
    around(head, tail);
    // Without a file there are only head and tail; a length of 0 would mean the whole file.
    int result =
        MswsockCalls.TransmitFile(
            channel.socket(),
            piece == 0 ? 0 : file.handle(),
            (int) piece,
            DEFAULT_BYTES_PER_SEND,
            overlapped,
            slot().extraAddress(),
            NO_FLAGS);
    called(result != 0, channel.skips(), slot().transferred());
  }

  private void around(@Nullable SharedBuffer head, @Nullable SharedBuffer tail) {
    ByteBuffer memory = slot().memory();
    int at = slot().extraOffset();
    memory.putLong(at + TransmitFileBuffersLayout.HEAD_OFFSET, address(head));
    memory.putLong(at + TransmitFileBuffersLayout.HEAD_LENGTH_OFFSET, length(head));
    memory.putLong(at + TransmitFileBuffersLayout.TAIL_OFFSET, address(tail));
    memory.putLong(at + TransmitFileBuffersLayout.TAIL_LENGTH_OFFSET, length(tail));
  }

  private static long address(@Nullable SharedBuffer buffer) {
    return buffer == null ? 0 : buffer.address() + buffer.start();
  }

  private static int length(@Nullable SharedBuffer buffer) {
    return buffer == null ? 0 : buffer.length();
  }

  @Override
  protected void completed(int code, int bytes) {
    TransmitFileOperation current = operation;
    if (current == null) {
      throw new IllegalStateException("a transmit completed without a request");
    }
    takenBytes += bytes;
    if (code != WindowsErrors.SUCCESS) {
      failed(current, code);
    } else if (bytes < asked) {
      finish(CompletionStatus.END_OF_STREAM, WindowsErrors.SUCCESS);
    } else {
      resume(current);
    }
  }

  private void resume(TransmitFileOperation current) {
    headSent = true;
    position += Math.min(end - position, PIECE_BYTES);
    if (position == end) {
      finish(CompletionStatus.OK, WindowsErrors.SUCCESS);
    } else if (writes.isCalledOff()) {
      finish(CompletionStatus.ABORTED, WindowsErrors.ERROR_OPERATION_ABORTED);
    } else {
      transmit(current);
    }
  }

  private void failed(TransmitFileOperation current, int code) {
    CompletionStatus status = WindowsErrors.status(code);
    // Whatever else the code of a file that became shorter may be, its size tells.
    boolean fileEnded =
        status == CompletionStatus.END_OF_STREAM
            || (status == CompletionStatus.FAILED
                && ((WindowsFile) current.file()).isShorterThan(end));
    if (fileEnded) {
      finish(CompletionStatus.END_OF_STREAM, code);
    } else {
      operation = null;
      writes.fail(takenBytes, code);
    }
  }

  private void finish(CompletionStatus status, int code) {
    operation = null;
    writes.finish(status, takenBytes, code);
  }
}
