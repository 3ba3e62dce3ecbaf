package io.iocp.file;

import io.iocp.connection.FileListener;
import io.iocp.connection.SendOutcome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that is sent: its hash, and how far it has got. Its session's jobs only.
 *
 * <pre>
 *   hashed, offered ──start──▶ range ──▶ range … ──▶ the receiver compares ──completed──▶
 * </pre>
 */
final class OutgoingFile {

  private final FileTransfer transfer;
  private final FileStore store;
  private final FileHashes hashes;
  private @Nullable Path file;
  private long size;
  private String sha256 = "";
  private long position;
  // A range could not be queued: to be tried again when there is room.
  private boolean waiting;

  OutgoingFile(FileTransfer transfer, FileStore store, FileHashes hashes) {
    this.transfer = transfer;
    this.store = store;
    this.hashes = hashes;
  }

  FileTransfer transfer() {
    return transfer;
  }

  /**
   * Hashes it.
   *
   * @param mayContinue asked now and then
   */
  FileMessage.Info prepare(BooleanSupplier mayContinue) throws IOException {
    try {
      Path found = store.readable(transfer.name());
      file = found;
      try (FileChannel channel = open(found)) {
        size = channel.size();
        transfer.totalBytes(size);
        sha256 = hashes.ofAll(found, channel, mayContinue);
      }
    } catch (NoSuchFileException e) {
      throw new TransferException(FileFailure.NOT_FOUND, "no such file");
    }
    transfer.enter(FileTransferState.OFFERED);
    return new FileMessage.Info(transfer.name(), size, sha256);
  }

  /**
   * Looks whether the receiver's part is one of this file.
   *
   * @return from where the content goes out
   */
  FileMessage.Content begin(FileMessage.Start start, BooleanSupplier mayContinue)
      throws IOException {
    if (transfer.state() != FileTransferState.OFFERED) {
      throw new TransferException(FileFailure.PROTOCOL, "start without an offer");
    }
    if (start.offset() > size) {
      throw new TransferException(
          FileFailure.PROTOCOL, "the file has no byte " + start.offset() + ": size=" + size);
    }
    position = isOurs(start, mayContinue) ? start.offset() : 0;
    transfer.runs(position);
    return new FileMessage.Content(position);
  }

  private boolean isOurs(FileMessage.Start start, BooleanSupplier mayContinue) throws IOException {
    try (FileChannel channel = open(file())) {
      return hashes.ofBegin(file(), channel, start.offset(), mayContinue).equals(start.sha256());
    }
  }

  /**
   * Sends the next range, if there is one.
   *
   * @return what became of it; null when all of it has gone
   */
  @Nullable SendOutcome sendNext(FilePeer peer, FileListener listener) throws IOException {
    long bytes = Math.min(size - position, peer.maximumContentBytes());
    if (bytes == 0) {
      return null;
    }
    SendOutcome outcome = peer.sendContent(file(), position, bytes, listener);
    waiting = outcome == SendOutcome.FULL;
    if (outcome.isAccepted()) {
      position += bytes;
    }
    return outcome;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** Bytes that have been handed over, all ranges that were accepted included. */
  long position() {
    return position;
  }

  /** Whether the receiver has what was offered. */
  boolean isConfirmedBy(FileMessage.Completed completed) {
    return completed.size() == size && completed.sha256().equals(sha256);
  }

  private static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private Path file() {
    return Objects.requireNonNull(file);
  }
}
