package io.iocp.file;

import io.iocp.connection.FileListener;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a session sends: at most one file at a time, which is offered, sent range by range, and
 * confirmed by the receiver. Its session's jobs only.
 */
final class SendingSide {

  private final FileSession session;
  private final FileTransfers transfers;
  private final FilePeer peer;
  private @Nullable OutgoingFile current;

  SendingSide(FileSession session, FileTransfers transfers) {
    this.session = session;
    this.transfers = transfers;
    this.peer = session.peer();
  }

  /** The peer asks for a file. */
  void requested(@Nullable String said) {
    try {
      prepare(transfers.admit(session, session.nameOf(said), FileDirection.SENDING, 0));
    } catch (TransferException e) {
      tellFailed(e.failure(), TransferException.reasonOf(e));
    }
  }

  /** Offers a file. */
  void prepare(FileTransfer transfer) {
    OutgoingFile file = new OutgoingFile(transfer, transfers.store(), transfers.hashes());
    current = file;
    try {
      session.send(file.prepare(session::isWanted));
    } catch (IOException e) {
      fail(e);
    }
  }

  /** The receiver says from where. */
  void started(FileMessage.Start start) {
    OutgoingFile file = current;
    if (file == null) {
      tellFailed(FileFailure.PROTOCOL, "no file was offered");
      return;
    }
    try {
      FileMessage.Content content = file.begin(start, session::isWanted);
      if (content.offset() > 0) {
        transfers.count(FileCounter.RESUMED, 1);
      }
      session.send(content);
      sendNext(file);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void sendNext(OutgoingFile file) throws IOException {
    SendOutcome outcome = file.sendNext(peer, new Range(file));
    if (outcome == null) {
      file.transfer().enter(FileTransferState.CHECKING);
    } else if (outcome == SendOutcome.FULL && peer.session().queuedBytes() == 0) {
      // Nobody would say when to try again.
      throw new TransferException(FileFailure.BUSY, "out of buffers");
    }
  }

  /** There is room for the range that had to wait. */
  void sendOn() {
    OutgoingFile file = current;
    if (file != null && file.isWaiting()) {
      sendOn(file);
    }
  }

  private void sendOn(OutgoingFile file) {
    try {
      sendNext(file);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void rangeEnded(OutgoingFile file, FileOutcome outcome) {
    if (current != file) {
      return;
    }
    if (outcome == FileOutcome.SENT) {
      sendOn(file);
    } else {
      fail(
          outcome == FileOutcome.FAILED ? FileFailure.DISK : FileFailure.GONE, "could not be sent");
    }
  }

  /** The receiver has all of it. */
  void confirmed(FileMessage.Completed completed) {
    OutgoingFile file = current;
    if (file == null) {
      return;
    }
    if (!file.isConfirmedBy(completed)) {
      fail(FileFailure.PROTOCOL, "not the file that was offered");
      return;
    }
    current = null;
    file.transfer().enter(FileTransferState.COMPLETED);
    transfers.count(FileCounter.SENT, 1);
    transfers.ended(file.transfer());
  }

  boolean isAbout(FileTransfer transfer) {
    return current != null && current.transfer() == transfer;
  }

  private void fail(IOException e) {
    session.logIfUnexpected(e);
    fail(TransferException.failureOf(e), TransferException.reasonOf(e));
  }

  /** Ends it, and tells the receiver. */
  void fail(FileFailure failure, String reason) {
    if (current != null && !endFlowing(failure, reason) && !session.isClosed()) {
      tellFailed(failure, reason);
    }
  }

  /** The receiver has given up. */
  void failedByPeer(FileMessage.Failed failed) {
    endFlowing(failed.failure(), failed.reason());
  }

  /** The connection is gone. */
  void gone() {
    end(FileFailure.GONE, "");
  }

  /** Ends it; answers whether the peer had to go, too: what came next it would take for content. */
  private boolean endFlowing(FileFailure failure, String reason) {
    boolean flowing =
        end(failure, reason) == FileTransferState.RUNNING && peer.isContentUnstoppable();
    if (flowing) {
      peer.session().abort();
    }
    return flowing;
  }

  /** Answers the state in which it ended; null if there was nothing to end. */
  private @Nullable FileTransferState end(FileFailure failure, String reason) {
    OutgoingFile file = current;
    if (file == null) {
      return null;
    }
    current = null;
    FileTransferState last = file.transfer().state();
    file.transfer().failed(failure, reason);
    transfers.ended(file.transfer());
    return last;
  }

  private void tellFailed(FileFailure failure, String reason) {
    session.send(new FileMessage.Failed(true, failure, reason));
  }

  /** Follows one range; in the connection's context, or a job's where the range was read. */
  private final class Range implements FileListener {

    private final OutgoingFile file;
    private final long fromByte;

    Range(OutgoingFile file) {
      this.file = file;
      this.fromByte = file.position();
    }

    @Override
    public void progressed(long bytes) {
      long more = file.transfer().progressed(fromByte + bytes);
      transfers.count(FileCounter.SENT_BYTES, more);
      transfers.progressed(file.transfer());
    }

    @Override
    public void ended(FileOutcome outcome) {
      session.submit(() -> rangeEnded(file, outcome));
    }
  }
}
