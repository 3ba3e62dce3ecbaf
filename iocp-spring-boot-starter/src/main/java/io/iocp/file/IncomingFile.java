package io.iocp.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file that is received: what is there of it, and the hash of that. Its session's jobs only.
 *
 * <pre>
 *   (asked for) ──info──▶ part opened and hashed ──content──▶ chunks ──▶ compared, moved
 * </pre>
 */
final class IncomingFile {

  private final FileTransfer transfer;
  private final FileStore store;
  private final Sha256 hash = new Sha256();
  private FileMessage.@Nullable Info info;
  private @Nullable FileChannel part;
  private long position;

  IncomingFile(FileTransfer transfer, FileStore store) {
    this.transfer = transfer;
    this.store = store;
  }

  FileTransfer transfer() {
    return transfer;
  }

  /** Whether the sender has said what comes. */
  boolean isAnnounced() {
    return info != null;
  }

  /**
   * Opens what is there already and hashes it.
   *
   * @param mayContinue asked now and then
   * @return from where to go on
   */
  FileMessage.Start announced(FileMessage.Info announced, BooleanSupplier mayContinue)
      throws IOException {
    info = announced;
    transfer.totalBytes(announced.size());
    FileChannel channel = store.openPart(transfer.name());
    part = channel;
    position = channel.size();
    if (position > announced.size()) {
      // Of another file, or of an older state of it.
      restart();
    }
    hash.updateFrom(channel, position, mayContinue);
    transfer.enter(FileTransferState.OFFERED);
    return new FileMessage.Start(position, hash.soFar());
  }

  /** The content comes, from where it was asked for or from the start. */
  void begins(long offset) throws IOException {
    if (transfer.state() != FileTransferState.OFFERED) {
      throw new TransferException(FileFailure.PROTOCOL, "unexpected content");
    }
    if (offset != position && offset != 0) {
      throw new TransferException(
          FileFailure.PROTOCOL, "content must begin at " + position + " or 0: offset=" + offset);
    }
    if (offset == 0 && position > 0) {
      restart();
    }
    transfer.runs(offset);
  }

  /**
   * Writes some of it.
   *
   * @return how much is there now
   */
  long add(byte[] bytes, int length) throws IOException {
    if (length > info().size() - position) {
      throw new TransferException(FileFailure.PROTOCOL, "more content than announced");
    }
    ByteBuffer out = ByteBuffer.wrap(bytes, 0, length);
    while (out.hasRemaining()) {
      part().write(out, position + out.position());
    }
    hash.update(bytes, length);
    position += length;
    return position;
  }

  boolean isComplete() {
    return transfer.state() == FileTransferState.RUNNING && position == info().size();
  }

  /**
   * All of it is there: compares, and gives it its name.
   *
   * @param overwrite whether it may take the place of another file
   */
  FileMessage.Completed complete(boolean overwrite) throws IOException {
    transfer.enter(FileTransferState.CHECKING);
    String actual = hash.soFar();
    if (!actual.equals(info().sha256())) {
      close();
      store.deletePart(transfer.name());
      throw new TransferException(
          FileFailure.HASH_MISMATCH, "sha256 is " + actual + ", announced was " + info().sha256());
    }
    part().force(true);
    close();
    if (!overwrite && store.exists(transfer.name())) {
      throw new TransferException(FileFailure.EXISTS, "file already exists");
    }
    store.complete(transfer.name());
    return new FileMessage.Completed(position, actual);
  }

  /** Lets go of what is there, so that it can be gone on with. */
  void close() throws IOException {
    FileChannel channel = part;
    part = null;
    if (channel != null) {
      channel.close();
      if (position == 0 && info().size() > 0) {
        store.deletePart(transfer.name()); // An announcement alone leaves nothing.
      }
    }
  }

  /** Lets go of what is there, for good. */
  void discard() throws IOException {
    close();
    store.deletePart(transfer.name());
  }

  private void restart() throws IOException {
    part().truncate(0);
    hash.reset();
    position = 0;
  }

  private FileMessage.Info info() {
    return Objects.requireNonNull(info);
  }

  private FileChannel part() {
    return Objects.requireNonNull(part);
  }
}
