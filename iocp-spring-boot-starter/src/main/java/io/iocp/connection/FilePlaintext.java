package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.ChannelFile;
import io.iocp.completion.CloseMode;
import io.iocp.completion.Packet;
import io.iocp.completion.StreamChannel;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file's head, and the piece of it that was read last: sealed bytes must be read first, by
 * whoever may wait for the disk. Connection's context only, but for the reading itself.
 */
final class FilePlaintext implements Plaintext {

  // Fits one buffer of records together with the head.
  private static final int PIECE_BYTES = 48 << 10;

  private final ConnectionEvents connection;
  private final SendPath outgoing;
  private final StreamChannel channel;
  private final SecurityLayer layer;
  private final Packet home;
  private @Nullable OutboundFile file;
  private @Nullable SharedBuffer piece;
  private int pieceBytes;
  // Of the head and the piece together.
  private int consumed;
  private boolean reading;
  // Written by whoever reads, before it completes.
  private volatile boolean broken;

  /**
   * @param home run in the context when what was read aside is there
   */
  FilePlaintext(
      ConnectionEvents connection,
      SendPath outgoing,
      StreamChannel channel,
      SecurityLayer layer,
      Runnable home) {
    this.connection = connection;
    this.outgoing = outgoing;
    this.channel = channel;
    this.layer = layer;
    this.home = Packet.of(home);
  }

  /** Whether a piece is being read outside of the context. */
  boolean isReading() {
    return reading;
  }

  /** What is there of the file now; nothing while it is being read. */
  Plaintext begin(OutboundFile next) {
    file = next;
    if (piece != null || next.remainingBytes() == 0) {
      return this;
    }
    SharedBuffer buffer = layer.acquire(PIECE_BYTES);
    if (buffer == null) {
      return NONE;
    }
    piece = buffer;
    pieceBytes = (int) Math.min(PIECE_BYTES, next.remainingBytes());
    buffer.memory().limit(pieceBytes);
    ChannelFile source = (ChannelFile) next.file();
    long position = next.position();
    if (layer.tryAside(() -> readAside(source, buffer, position))) {
      reading = true;
      return NONE;
    }
    // One bounded step, where everybody who may wait has enough to do.
    read(source, buffer, position);
    return isRead() ? this : NONE;
  }

  private void readAside(ChannelFile source, SharedBuffer buffer, long position) {
    try {
      read(source, buffer, position);
    } finally {
      channel.execute(home);
    }
  }

  private void read(ChannelFile source, SharedBuffer buffer, long position) {
    broken = true;
    try {
      broken = !source.read(buffer.memory(), position);
    } catch (IOException e) {
      // It stays broken.
    }
  }

  /** A read is home; answers whether it has what it was to have. */
  boolean isRead() {
    reading = false;
    if (broken) {
      outgoing.countFailed(Objects.requireNonNull(file));
      connection.terminate(CloseMode.ABORTIVE, CloseCause.IO_FAILED);
    }
    return !broken;
  }

  /** The records with what was consumed are out. */
  void sent() {
    if (consumed == 0 || remaining() > 0) {
      return; // The layer's own records, or a part of the piece.
    }
    OutboundFile current = Objects.requireNonNull(file);
    int bytes = pieceBytes;
    forget();
    outgoing.rangeSent(current, bytes);
    if (current.isSent()) {
      file = null;
      outgoing.fileSent();
    }
  }

  /** Gives the piece back. */
  void forget() {
    if (piece != null) {
      piece.release();
      piece = null;
    }
    pieceBytes = 0;
    consumed = 0;
  }

  private int headBytes() {
    SharedBuffer head = Objects.requireNonNull(file).unsentHead();
    return head == null ? 0 : head.length();
  }

  @Override
  public int remaining() {
    return headBytes() + pieceBytes - consumed;
  }

  @Override
  public int peek(byte[] into, int maximumBytes) {
    int count = Math.min(maximumBytes, remaining());
    int copied = 0;
    SharedBuffer head = Objects.requireNonNull(file).unsentHead();
    if (head != null && consumed < head.length()) {
      copied = Math.min(count, head.length() - consumed);
      head.memory().get(head.start() + consumed, into, 0, copied);
    }
    if (copied < count && piece != null) {
      int from = consumed + copied - headBytes();
      piece.memory().limit(pieceBytes).get(from, into, copied, count - copied);
    }
    return count;
  }

  @Override
  public void consume(int bytes) {
    consumed += bytes;
  }
}
