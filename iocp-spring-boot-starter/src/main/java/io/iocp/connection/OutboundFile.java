package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortFile;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An open file, from some byte on, for one {@link ConnectionFiles#send}. Until a connection has
 * accepted it, it belongs to whoever opened it.
 */
public final class OutboundFile {

  private final PortFile file;
  private final long start;
  private final long end;
  private final FileListener listener;

  // Only accessed by whoever owns it: the opener, then the connection's context.
  private long position;
  private boolean headSent;
  private @Nullable SharedBuffer head;
  private FileOutcome outcome = FileOutcome.DROPPED;

  OutboundFile(PortFile file, long fromByte, FileListener listener) throws IOException {
    this(file, fromByte, Math.max(0, file.sizeBytes() - fromByte), listener);
  }

  OutboundFile(PortFile file, long fromByte, long bytes, FileListener listener) throws IOException {
    if (fromByte < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "fromByte and bytes must not be negative: fromByte=" + fromByte + ", bytes=" + bytes);
    }
    if (fromByte > file.sizeBytes() || bytes > file.sizeBytes() - fromByte) {
      throw new EOFException(
          file.path() + " has no byte " + (fromByte + bytes) + ": sizeBytes=" + file.sizeBytes());
    }
    this.file = file;
    this.start = fromByte;
    this.position = fromByte;
    this.end = fromByte + bytes;
    this.listener = listener;
  }

  /** Bytes that remain to be sent. */
  public long remainingBytes() {
    return end - position;
  }

  /** Closes it, after no connection has accepted it. The listener hears nothing. */
  public void discard() {
    file.close();
  }

  PortFile file() {
    return file;
  }

  long position() {
    return position;
  }

  /** What goes out before the file; its reference is this object's from now on. */
  void head(SharedBuffer buffer) {
    head = buffer;
  }

  boolean hasHead(SharedBuffer buffer) {
    return head == buffer;
  }

  /** The head, until it has gone out. */
  @Nullable SharedBuffer unsentHead() {
    return headSent ? null : head;
  }

  /** A range has gone out whole, with the head if it was the first. */
  void sent(long rangeBytes) {
    headSent = true;
    position += rangeBytes;
    if (position == end) {
      outcome = FileOutcome.SENT;
    }
  }

  boolean isSent() {
    return outcome == FileOutcome.SENT;
  }

  void failed() {
    outcome = FileOutcome.FAILED;
  }

  /** Says how far it got. */
  void notifyProgress() {
    listener.progressed(position - start);
  }

  /** Closes it and says how it ended. */
  void end() {
    file.close();
    listener.ended(outcome);
  }
}
