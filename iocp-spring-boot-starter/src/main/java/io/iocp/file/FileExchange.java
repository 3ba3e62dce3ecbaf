package io.iocp.file;

import io.iocp.job.Job;
import io.iocp.job.JobQueue;
import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WsHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of one directory, to and from peers, over WebSocket ({@link #webSocketHandler()}) and over
 * packets ({@link #packets()}): announced, started where an earlier attempt ended, sent without
 * passing through the heap, and checked by their SHA-256. Nothing of a file that is incomplete or
 * wrong is ever seen under its name.
 *
 * <p>Needs {@code tools.jackson.core:jackson-core}, which the starter does not bring along.
 *
 * <p>Any thread. Disks are waited for on job workers only.
 */
public final class FileExchange {

  private static final Logger logger = LoggerFactory.getLogger(FileExchange.class);

  private final FileExchangeOptions options;
  private final FileStore store;
  private final Supplier<JobQueue> jobs;
  private final PartExpiry expiry;
  private final FileTransfers transfers;
  private final Map<Long, FileSession> sessions = new ConcurrentHashMap<>();

  /**
   * @param jobs whose workers wait for the disk; asked when the first peer comes
   * @throws IOException when there is no such directory and it cannot be made
   */
  public FileExchange(FileExchangeOptions options, Supplier<JobQueue> jobs) throws IOException {
    this(options, jobs, NanoClock.system(), InstantSource.system());
  }

  FileExchange(
      FileExchangeOptions options,
      Supplier<JobQueue> jobs,
      NanoClock clock,
      InstantSource wallClock)
      throws IOException {
    this(options, jobs, clock, wallClock, new FileStore(options.directory()));
  }

  FileExchange(
      FileExchangeOptions options,
      Supplier<JobQueue> jobs,
      NanoClock clock,
      InstantSource wallClock,
      FileStore store) {
    this.options = options;
    this.store = store;
    this.jobs = jobs;
    this.transfers = new FileTransfers(options, store, clock, wallClock);
    this.expiry =
        new PartExpiry(
            store,
            options.writable() ? options.partsExpireAfter() : Duration.ZERO,
            clock,
            wallClock);
  }

  /**
   * The handler for WebSockets. A path with a variable {@code name} is about that one file; on a
   * path without, messages say which file they mean. Its largest message must be the largest file.
   */
  public WsHandler webSocketHandler() {
    return new FileWebSocketHandler(this, null);
  }

  /**
   * The handler for a client's WebSocket that is about one file: its server gets no other, and
   * leaves no other.
   */
  public WsHandler webSocketHandler(String name) {
    return new FileWebSocketHandler(this, name);
  }

  /** The handlers for packets, of a listener or of a connection to one. */
  public PacketConfigurer packets() {
    return registry -> {
      registry
          .addHandler(new FilePacketHandler(this), PacketFilePeer.MESSAGE, PacketFilePeer.CONTENT)
          .setMaximumBytes(PacketHeader.MAX_PAYLOAD_BYTES);
    };
  }

  public FileExchangeOptions options() {
    return options;
  }

  /** The transfers that run, in order of their begin. */
  public List<FileTransferSnapshot> transfers() {
    return transfers.running().stream().map(FileTransfer::snapshot).toList();
  }

  /** One that runs. */
  public Optional<FileTransferSnapshot> transfer(long id) {
    return transfers.find(id).map(FileTransfer::snapshot);
  }

  /** How many run in this direction. */
  public int running(FileDirection direction) {
    return (int) transfers.running().stream().filter(one -> one.direction() == direction).count();
  }

  /**
   * Offers a file to a client, which begins when the client wants it. Looks whether there is such a
   * file, which may wait for the disk.
   *
   * @param client id of a session of one of this exchange's handlers
   */
  public FileStart send(long client, String name) {
    return start(
        client,
        name,
        FileDirection.SENDING,
        FileSession::offer,
        () -> {
          if (!store.exists(name)) {
            throw new TransferException(FileFailure.NOT_FOUND, "no such file");
          }
        });
  }

  /**
   * Asks a client for a file.
   *
   * @param client id of a session of one of this exchange's handlers
   */
  public FileStart request(long client, String name) {
    return start(client, name, FileDirection.RECEIVING, FileSession::request, () -> {});
  }

  private interface Check {
    void run() throws TransferException;
  }

  private FileStart start(
      long client,
      String name,
      FileDirection direction,
      BiConsumer<FileSession, FileTransfer> begin,
      Check check) {
    FileSession session = sessions.get(client);
    if (session == null) {
      return new FileStart.Refused(FileFailure.GONE, "no such client");
    }
    try {
      Optional<String> problem = store.whyInvalid(name);
      if (problem.isPresent()) {
        throw new TransferException(FileFailure.BAD_NAME, problem.get());
      }
      check.run();
      FileTransfer transfer = transfers.admit(session, name, direction, 0);
      begin.accept(session, transfer);
      return new FileStart.Started(transfer.snapshot());
    } catch (TransferException e) {
      return new FileStart.Refused(e.failure(), TransferException.reasonOf(e));
    }
  }

  /**
   * Calls a transfer off. What has been received stays, to be gone on with.
   *
   * @return whether there was one
   */
  public boolean cancel(long id) {
    Optional<FileTransfer> transfer = transfers.find(id);
    transfer.ifPresent(found -> found.owner().cancel(found, FileFailure.CANCELLED));
    return transfer.isPresent();
  }

  /** Has somebody follow all transfers. */
  public void addListener(FileTransferListener listener) {
    transfers.addListener(listener);
  }

  /** Ends {@link #addListener}. */
  public void removeListener(FileTransferListener listener) {
    transfers.removeListener(listener);
  }

  /** How often, or how much. */
  public long count(FileCounter counter) {
    return transfers.count(counter);
  }

  // ── sessions ──────────────────────────────────────────────────────────────────────────────────

  void opened(FilePeer peer, @Nullable String boundName) {
    sessions.put(peer.id(), new FileSession(transfers, jobs.get(), peer, boundName));
    expireParts();
  }

  @Nullable FileSession session(long client) {
    return sessions.get(client);
  }

  void closed(long client) {
    FileSession session = sessions.remove(client);
    if (session != null) {
      session.closed();
    }
    expireParts();
  }

  private void expireParts() {
    if (expiry.isDue()
        && !jobs.get()
            .submit(Job.of("remove expired partial files", () -> expiry.look(this::expirePart)))
            .isAccepted()) {
      expiry.skipped();
    }
  }

  private boolean expirePart(String name) {
    if (!transfers.beginExpiry(name)) {
      return false;
    }
    try {
      store.deletePart(name);
      transfers.count(FileCounter.PARTS_EXPIRED, 1);
      return true;
    } catch (IOException e) {
      logger.warn("Cannot remove partial file {}: {}", name, e.toString());
      return false;
    } finally {
      transfers.expired();
    }
  }
}
