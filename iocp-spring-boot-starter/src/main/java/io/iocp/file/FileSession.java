package io.iocp.file;

import io.iocp.job.JobQueue;
import io.iocp.job.JobWork;
import io.iocp.job.SerialJobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchange with one peer: at most one file in each direction at a time.
 *
 * <pre>
 *   connection's context                         job worker, one job at a time
 *   message ───────────────┐
 *   pieces ─▶ chunk ───────┼──▶ serial jobs ──▶  disk, hash, answer
 *   sent, drained, closed ─┘
 * </pre>
 *
 * <p>While {@value #PAUSE_AT} jobs wait the peer is not read, so what waits is bounded by as many
 * chunks. Fields are only accessed by the jobs, unless they say otherwise.
 */
final class FileSession implements FileTransfer.Owner {

  /** Jobs that wait or run when reading pauses. */
  static final int PAUSE_AT = 8;

  private static final int RESUME_AT = 2;
  // Of files in one answer: a buffer each, well below what a session may queue.
  private static final int LIST_PAGE = 100;
  // Beyond what a paused peer can cause: sends that end, cancels, the close.
  private static final int MOST_JOBS = 64;
  private static final Logger logger = LoggerFactory.getLogger(FileSession.class);

  private final FileTransfers transfers;
  private final FilePeer peer;
  private final @Nullable String boundName;
  private final SerialJobs jobs;
  private final ContentChunks chunks = new ContentChunks(PAUSE_AT + 2);
  private final AtomicBoolean paused = new AtomicBoolean();
  private volatile boolean closed;
  // Whether content has somewhere to go: without it, a peer's bytes must not take memory. Written
  // by the jobs, before they ask for content.
  private volatile boolean receiving;

  // Only accessed in the connection's context.
  private byte @Nullable [] chunk;
  private int chunkLength;

  private final SendingSide sending;
  private @Nullable IncomingFile incoming;

  /**
   * @param boundName the one file that this session is about; null for any
   */
  FileSession(FileTransfers transfers, JobQueue queue, FilePeer peer, @Nullable String boundName) {
    this.transfers = transfers;
    this.peer = peer;
    this.boundName = boundName;
    this.jobs = queue.serial("files of client " + peer.id(), peer.id(), MOST_JOBS);
    this.sending = new SendingSide(this, transfers);
  }

  @Override
  public FilePeer peer() {
    return peer;
  }

  // ── connection's context ──────────────────────────────────────────────────────────────────────

  /** A message has come. */
  void message(String text) {
    submitChunk();
    submit(() -> handle(text));
  }

  /** A piece of content has come; dropped when it was not asked for, or no longer. */
  void content(ByteBuffer piece, boolean last) {
    if (!receiving) {
      chunk = null;
      chunkLength = 0;
      return;
    }
    while (piece.hasRemaining()) {
      byte[] target = chunk;
      if (target == null) {
        target = chunks.take();
        chunk = target;
      }
      int count = Math.min(piece.remaining(), target.length - chunkLength);
      piece.get(target, chunkLength, count);
      chunkLength += count;
      if (chunkLength == target.length) {
        submitChunk();
      }
    }
    if (last) {
      submitChunk();
    }
  }

  /** The send queue has room again. */
  void drained() {
    submit(sending::sendOn);
  }

  /** The connection is gone. */
  void closed() {
    submitChunk();
    closed = true;
    submit(this::end);
  }

  private void submitChunk() {
    byte[] full = chunk;
    int length = chunkLength;
    chunk = null;
    chunkLength = 0;
    if (full != null) {
      submit(
          () -> {
            receive(full, length);
            if (receiving) {
              chunks.giveBack(full);
            }
          });
    }
  }

  // ── any thread ────────────────────────────────────────────────────────────────────────────────

  /** Offers a file; admitted already. */
  void offer(FileTransfer transfer) {
    submit(() -> sending.prepare(transfer));
  }

  /** Asks for a file; admitted already. */
  void request(FileTransfer transfer) {
    submit(
        () -> {
          expect(new IncomingFile(transfer, transfers.store()));
          send(new FileMessage.Get(transfer.name()));
        });
  }

  @Override
  public void cancel(FileTransfer transfer, FileFailure why) {
    submit(
        () -> {
          if (sending.isAbout(transfer)) {
            sending.fail(why, "cancelled");
          } else if (incoming != null && incoming.transfer() == transfer) {
            failIncoming(why, "cancelled");
          }
        });
  }

  /** Has a job done after those before it. */
  void submit(JobWork work) {
    boolean accepted = jobs.submit(() -> run(work)).isAccepted();
    if (!accepted) {
      // The queue has stopped, or something went wrong that must not go on.
      peer.session().abort();
      transfers.abandon(this);
      return;
    }
    if (jobs.size() >= PAUSE_AT && paused.compareAndSet(false, true)) {
      transfers.count(FileCounter.READS_PAUSED, 1);
      peer.session().pause();
      // The jobs may have ended in between, and found nothing to resume.
      resumeIfCaughtUp();
    }
  }

  private void resumeIfCaughtUp() {
    if (jobs.size() <= RESUME_AT && paused.compareAndSet(true, false)) {
      peer.session().resume();
    }
  }

  // ── jobs ──────────────────────────────────────────────────────────────────────────────────────

  private void run(JobWork work) throws Exception {
    try {
      work.run();
    } catch (RuntimeException e) {
      peer.session().abort();
      throw e;
    } finally {
      resumeIfCaughtUp();
    }
  }

  /** Whether it is worth while to go on. */
  boolean isWanted() {
    return !closed && !Thread.currentThread().isInterrupted();
  }

  private void handle(String text) {
    FileMessage message = FileMessages.read(text);
    if (message instanceof FileMessage.Get get) {
      sending.requested(get.name());
    } else if (message instanceof FileMessage.Info info) {
      announced(info);
    } else if (message instanceof FileMessage.Start start) {
      sending.started(start);
    } else if (message instanceof FileMessage.Content content) {
      contentBegins(content);
    } else if (message instanceof FileMessage.Completed completed) {
      sending.confirmed(completed);
    } else if (message instanceof FileMessage.Failed failed) {
      failedByPeer(failed);
    } else if (message instanceof FileMessage.ListFiles list) {
      list(list.after());
    } else {
      send(new FileMessage.Failed(false, FileFailure.PROTOCOL, "malformed message"));
    }
  }

  /** The name of the file that the peer means. */
  String nameOf(@Nullable String said) throws TransferException {
    String bound = boundName;
    if (bound != null && said != null && !bound.equals(said)) {
      throw new TransferException(FileFailure.BAD_NAME, "this address is for file " + bound);
    }
    String name = bound != null ? bound : said;
    if (name == null) {
      throw new TransferException(FileFailure.BAD_NAME, "a file name is required");
    }
    return name;
  }

  /** Tells the peer. */
  void send(FileMessage message) {
    if (!peer.send(FileMessages.write(message)).isAccepted()) {
      // It does not read what it is told: there is no exchange with such a peer.
      peer.session().abort();
    }
  }

  /** Tells one page of what is here. */
  private void list(@Nullable String after) {
    try {
      if (boundName != null) {
        throw new TransferException(FileFailure.FORBIDDEN, "this address is for file " + boundName);
      }
      transfers.requireReadable();
      List<FileMessage.Listed> page = transfers.store().list(after, LIST_PAGE + 1);
      page.stream().limit(LIST_PAGE).forEach(this::send);
      send(new FileMessage.EndOfList(page.size() > LIST_PAGE));
    } catch (IOException e) {
      logIfUnexpected(e);
      send(
          new FileMessage.Failed(
              true, TransferException.failureOf(e), TransferException.reasonOf(e)));
    }
  }

  // ── receiving ─────────────────────────────────────────────────────────────────────────────────

  private void announced(FileMessage.Info info) {
    try {
      IncomingFile file = incoming;
      if (file == null) {
        FileTransfer transfer =
            transfers.admit(this, nameOf(info.name()), FileDirection.RECEIVING, info.size());
        file = new IncomingFile(transfer, transfers.store());
        expect(file);
      } else if (file.isAnnounced()) {
        throw new TransferException(FileFailure.BUSY, "only one file at a time can be transferred");
      } else if (info.size() > transfers.options().maximumFileBytes()) {
        throw new TransferException(FileFailure.TOO_LARGE, "file is too large");
      }
      transfers.boundParts();
      FileMessage.Start start = file.announced(info, this::isWanted);
      transfers.requireRoom(file.transfer(), info.size() - start.offset());
      send(start);
    } catch (IOException e) {
      if (incoming == null) {
        send(
            new FileMessage.Failed(
                false, TransferException.failureOf(e), TransferException.reasonOf(e)));
      } else {
        failIncoming(e);
      }
    }
  }

  private void expect(IncomingFile file) {
    incoming = file;
    receiving = true;
  }

  private void expectNothing() {
    incoming = null;
    receiving = false;
    chunks.clear();
  }

  private void contentBegins(FileMessage.Content content) {
    IncomingFile file = incoming;
    if (file == null) {
      return; // Called off; the sender does not know yet.
    }
    try {
      file.begins(content.offset());
      if (content.offset() > 0) {
        transfers.count(FileCounter.RESUMED, 1);
      }
      completeIfAllIsThere(file);
    } catch (IOException e) {
      failIncoming(e);
    }
  }

  private void receive(byte[] bytes, int length) {
    IncomingFile file = incoming;
    if (file == null || file.transfer().state() != FileTransferState.RUNNING) {
      return; // Called off; the sender does not know yet.
    }
    try {
      long more = file.transfer().progressed(file.add(bytes, length));
      transfers.count(FileCounter.RECEIVED_BYTES, more);
      transfers.progressed(file.transfer());
      completeIfAllIsThere(file);
    } catch (IOException e) {
      if (!(e instanceof TransferException) && isDiskFull()) {
        discard(file);
        failIncoming(new TransferException(FileFailure.DISK_FULL, "the disk is full"));
      } else {
        failIncoming(e);
      }
    }
  }

  private boolean isDiskFull() {
    try {
      return transfers.store().roomBytes() <= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** What is there of it would only keep others from theirs. */
  private void discard(IncomingFile file) {
    try {
      file.discard();
    } catch (IOException e) {
      logIfUnexpected(e);
    }
  }

  private void completeIfAllIsThere(IncomingFile file) throws IOException {
    if (file.isComplete()) {
      FileMessage.Completed completed = file.complete(transfers.options().overwrite());
      expectNothing();
      file.transfer().enter(FileTransferState.COMPLETED);
      transfers.count(FileCounter.RECEIVED, 1);
      // First: whoever follows the transfer may end the session when it has ended.
      send(completed);
      transfers.ended(file.transfer());
    }
  }

  private void failIncoming(IOException e) {
    logIfUnexpected(e);
    FileFailure failure = TransferException.failureOf(e);
    if (failure == FileFailure.HASH_MISMATCH) {
      transfers.count(FileCounter.HASH_MISMATCHES, 1);
    }
    failIncoming(failure, TransferException.reasonOf(e));
  }

  private void failIncoming(FileFailure failure, String reason) {
    if (forgetIncoming(failure, reason) && !closed) {
      send(new FileMessage.Failed(false, failure, reason));
    }
  }

  private boolean forgetIncoming(FileFailure failure, String reason) {
    IncomingFile file = incoming;
    if (file == null) {
      return false;
    }
    expectNothing();
    try {
      file.close();
    } catch (IOException e) {
      logIfUnexpected(e);
    }
    file.transfer().failed(failure, reason);
    transfers.ended(file.transfer());
    return true;
  }

  // ── both ──────────────────────────────────────────────────────────────────────────────────────

  private void failedByPeer(FileMessage.Failed failed) {
    if (failed.bySender()) {
      forgetIncoming(failed.failure(), failed.reason());
      return;
    }
    sending.failedByPeer(failed);
  }

  private void end() {
    forgetIncoming(FileFailure.GONE, "");
    sending.gone();
  }

  boolean isClosed() {
    return closed;
  }

  /** What no peer caused goes to the log. */
  void logIfUnexpected(IOException e) {
    if (!(e instanceof TransferException) && !closed) {
      logger.warn("File transfer of client {} failed: {}", peer.id(), e.toString());
    }
  }
}
