package io.iocp.completion.uring;

import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.TransmitFileOperation;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.Sockets;
import org.jspecify.annotations.Nullable;

/**
 * A transmission on its way, one request at a time:
 *
 * <pre>
 *   send head ──▶ read a piece ──▶ send it ──┐ ──▶ send tail ──▶ home
 *                  ▲    ▲                    │
 *   no buffer ─────┘    └────────────────────┘
 * </pre>
 *
 * <p>The pieces go through one buffer of the pool. Splicing through a pipe takes half the processor
 * time on loopback, at the same speed; but a splice into a socket holds a kernel thread until the
 * peer has taken it, and a pipe two descriptors. So a thousand slow peers cost a thousand buffers
 * at most, and no thread. A piece that is not in the page cache is read in the background.
 */
final class UringTransmit implements BufferWaiters.Waiter {

  private static final int SEND_FLAGS = Sockets.MSG_NOSIGNAL | Sockets.MSG_WAITALL;

  private final UringChannel channel;
  private final TransmitFileOperation operation;
  private final int file;
  private final long end;
  private long position;
  private long takenBytes;
  private boolean headSent;
  private boolean tailSent;

  // A piece of the file; kept from one to the next.
  private @Nullable SharedBuffer buffer;
  private boolean waiting;
  private boolean cancelled;

  // What is being sent, as far as it has not been taken.
  private boolean sending;
  private long sendAddress;
  private int sendBytes;
  private int sendFlags;

  UringTransmit(UringChannel channel, TransmitFileOperation operation) {
    this.channel = channel;
    this.operation = operation;
    this.file = ((UringFile) operation.file()).fd();
    this.position = operation.fileOffset();
    this.end = position + operation.fileBytes();
  }

  /** Asks for the first step. */
  void start() {
    if (!step()) {
      left();
      channel.home().completeLater(operation, CompletionStatus.OK, 0, 0);
    }
  }

  /** Asks for the next step; answers false when there is none. */
  private boolean step() {
    SharedBuffer head = operation.head();
    if (!headSent) {
      headSent = true;
      if (head != null && head.length() > 0) {
        send(head.address() + head.start(), head.length());
        return true;
      }
    }
    if (position < end) {
      if (acquire()) {
        read();
      } else {
        channel.home().transmits().add(this);
        waiting = true;
      }
      return true;
    }
    SharedBuffer tail = operation.tail();
    if (!tailSent) {
      tailSent = true;
      if (tail != null && tail.length() > 0) {
        send(tail.address() + tail.start(), tail.length());
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean retry() {
    if (!acquire()) {
      return false;
    }
    read();
    return true;
  }

  /** Whether there is a buffer for the next piece. */
  private boolean acquire() {
    if (buffer == null) {
      buffer = channel.home().tryAcquire((int) Math.min(end - position, Integer.MAX_VALUE));
    }
    return buffer != null;
  }

  /** Reads the next piece into the buffer. */
  private void read() {
    SharedBuffer piece = piece();
    waiting = false;
    int bytes = (int) Math.min(end - position, piece.capacity());
    channel
        .home()
        .submissions()
        .read(file, position, piece.address(), bytes, channel.begin(Request.READ_FILE));
  }

  /** The read has completed. */
  void wasRead(int result) {
    if (cancelled) {
      finish(CompletionStatus.ABORTED, LinuxErrors.ECANCELED);
    } else if (result < 0) {
      finish(LinuxErrors.status(-result), -result);
    } else if (result == 0) {
      finish(CompletionStatus.END_OF_STREAM, 0);
    } else {
      position += result;
      send(piece().address(), result);
    }
  }

  private SharedBuffer piece() {
    SharedBuffer piece = buffer;
    if (piece == null) {
      throw new IllegalStateException("a piece is read without a buffer");
    }
    return piece;
  }

  private void send(long address, int bytes) {
    sendAddress = address;
    sendBytes = bytes;
    // While more follows at once, no segment that is not full.
    sendFlags = hasMore() ? SEND_FLAGS | Sockets.MSG_MORE : SEND_FLAGS;
    send();
  }

  private void send() {
    sending = true;
    channel
        .home()
        .submissions()
        .send(channel.fd(), sendAddress, sendBytes, sendFlags, channel.begin(Request.SEND));
  }

  /** Whether the kernel holds a send. */
  boolean isSending() {
    return sending;
  }

  /** The send has completed. */
  void wasSent(int result) {
    sending = false;
    if (result < 0) {
      if (!cancelled) {
        channel.broke(-result);
      }
      finish(LinuxErrors.status(-result), -result);
      return;
    }
    takenBytes += result;
    sendAddress += result;
    sendBytes -= result;
    if (sendBytes > 0) {
      channel.home().counters().shortSends.increment();
    }
    resume();
  }

  private boolean hasMore() {
    SharedBuffer tail = operation.tail();
    return position < end || (!tailSent && tail != null && tail.length() > 0);
  }

  private void resume() {
    if (cancelled && (sendBytes > 0 || hasMore())) {
      finish(CompletionStatus.ABORTED, LinuxErrors.ECANCELED);
    } else if (sendBytes > 0) {
      send();
    } else if (!step()) {
      finish(CompletionStatus.OK, 0);
    }
  }

  /**
   * Calls it off. A read is not cancelled: it ends by itself, and the kernel does not always find
   * it. The caller cancels a send.
   */
  void cancel() {
    cancelled = true;
    if (waiting) {
      channel.home().transmits().remove(this);
      left();
      channel
          .home()
          .completeLater(operation, CompletionStatus.ABORTED, takenBytes, LinuxErrors.ECANCELED);
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  private void finish(CompletionStatus status, int nativeCode) {
    left();
    operation.complete(status, takenBytes, nativeCode);
  }

  private void left() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
    channel.transmitted();
  }
}
