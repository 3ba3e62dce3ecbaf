package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.PortFile;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open file, from some byte on, for one {@link Connection#sendFile}. Until a connection has
 * accepted it, it belongs to whoever opened it.
 */
public final class OutboundFile {

  private final PortFile file;
  private final long end;
  private final Consumer<FileOutcome> ended;

  // Only accessed by whoever owns it: the opener, then the connection's context.
  private long position;
  private boolean headSent;
  private @Nullable SharedBuffer head;
  private FileOutcome outcome = FileOutcome.DROPPED;

  OutboundFile(PortFile file, long fromByte, Consumer<FileOutcome> ended) throws IOException {
    if (fromByte < 0) {
      throw new IllegalArgumentException("fromByte must not be negative: fromByte=" + fromByte);
    }
    if (fromByte > file.sizeBytes()) {
      throw new EOFException(
          file.path() + " has no byte " + fromByte + ": sizeBytes=" + file.sizeBytes());
    }
    this.file = file;
    this.position = fromByte;
    this.end = file.sizeBytes();
    this.ended = ended;
  }

  /** Bytes that remain to be sent. */
  public long remainingBytes() {
    return end - position;
  }

  /** Closes it, after no connection has accepted it. The callback is not called. */
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

  /** Closes it and says how it ended. */
  void end() {
    file.close();
    ended.accept(outcome);
  }
}
