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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
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
 * <p>Any thread. Disks are waited for on job workers only.
 */
public final class FileExchange {

  private static final Logger logger = LoggerFactory.getLogger(FileExchange.class);

  private final FileExchangeOptions options;
  private final FileStore store;
  private final Supplier<JobQueue> jobs;
  private final NanoClock clock;
  private final PartExpiry expiry;
  private final Map<Long, FileSession> sessions = new ConcurrentHashMap<>();
  private final List<FileTransferListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<FileCounter, LongAdder> counters = new EnumMap<>(FileCounter.class);

  // Guarded by this; bounded by the options.
  private final TreeMap<Long, FileTransfer> running = new TreeMap<>();
  private long lastId;
  // A file whose part is being removed.
  private @Nullable String expiring;

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
    this.options = options;
    this.store = new FileStore(options.directory());
    this.jobs = jobs;
    this.clock = clock;
    this.expiry =
        new PartExpiry(
            store,
            options.writable() ? options.partsExpireAfter() : Duration.ZERO,
            clock,
            wallClock);
    for (FileCounter counter : FileCounter.values()) {
      counters.put(counter, new LongAdder());
    }
  }

  /**
   * The handler for WebSockets. A path with a variable {@code name} is about that one file; on a
   * path without, messages say which file they mean. Its largest message must be the largest file.
   */
  public WsHandler webSocketHandler() {
    return new FileWebSocketHandler(this);
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
    List<FileTransfer> found;
    synchronized (this) {
      found = List.copyOf(running.values());
    }
    return found.stream().map(FileTransfer::snapshot).toList();
  }

  /** One that runs. */
  public Optional<FileTransferSnapshot> transfer(long id) {
    return find(id).map(FileTransfer::snapshot);
  }

  /** How many run in this direction. */
  public int running(FileDirection direction) {
    synchronized (this) {
      return (int) running.values().stream().filter(one -> one.direction() == direction).count();
    }
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
        transfer -> transfer.session().offer(transfer),
        () -> {
          if (!store.exists(name)) {
            throw new TransferException(FileFailure.NOT_FOUND, "there is no such file");
          }
        });
  }

  /**
   * Asks a client for a file.
   *
   * @param client id of a session of one of this exchange's handlers
   */
  public FileStart request(long client, String name) {
    return start(
        client,
        name,
        FileDirection.RECEIVING,
        transfer -> transfer.session().request(transfer),
        () -> {});
  }

  private interface Check {
    void run() throws TransferException;
  }

  private FileStart start(
      long client,
      String name,
      FileDirection direction,
      Consumer<FileTransfer> begin,
      Check check) {
    FileSession session = sessions.get(client);
    if (session == null) {
      return new FileStart.Refused(FileFailure.GONE, "there is no such client");
    }
    try {
      Optional<String> problem = store.whyInvalid(name);
      if (problem.isPresent()) {
        throw new TransferException(FileFailure.BAD_NAME, problem.get());
      }
      check.run();
      FileTransfer transfer = admit(session, name, direction, 0);
      begin.accept(transfer);
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
    Optional<FileTransfer> transfer = find(id);
    transfer.ifPresent(found -> found.session().cancel(found, FileFailure.CANCELLED));
    return transfer.isPresent();
  }

  /** Has somebody follow all transfers. */
  public void addListener(FileTransferListener listener) {
    listeners.add(listener);
  }

  /** Ends {@link #addListener}. */
  public void removeListener(FileTransferListener listener) {
    listeners.remove(listener);
  }

  /** How often, or how much. */
  public long count(FileCounter counter) {
    return Objects.requireNonNull(counters.get(counter)).sum();
  }

  // ── sessions ──────────────────────────────────────────────────────────────────────────────────

  void opened(FilePeer peer, @Nullable String boundName) {
    sessions.put(peer.id(), new FileSession(this, peer, boundName));
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
        && !jobs()
            .submit(Job.of("removing parts of files", () -> expiry.look(this::expirePart)))
            .isAccepted()) {
      expiry.skipped();
    }
  }

  private boolean expirePart(String name) {
    synchronized (this) {
      if (running.values().stream().anyMatch(transfer -> isReceiving(transfer, name))) {
        return false;
      }
      expiring = name;
    }
    try {
      store.deletePart(name);
      count(FileCounter.PARTS_EXPIRED, 1);
      return true;
    } catch (IOException e) {
      logger.warn("What was there of {} could not be removed: {}", name, e.toString());
      return false;
    } finally {
      synchronized (this) {
        expiring = null;
      }
    }
  }

  // File systems may not tell upper from lower case.
  private static boolean isReceiving(FileTransfer transfer, String name) {
    return transfer.direction() == FileDirection.RECEIVING
        && transfer.name().equalsIgnoreCase(name);
  }

  JobQueue jobs() {
    return jobs.get();
  }

  FileStore store() {
    return store;
  }

  /**
   * Lets a transfer in, in the order of its reasons not to.
   *
   * @param bytes its size, if it is known
   * @throws TransferException when it may not begin; counted
   */
  FileTransfer admit(FileSession session, String name, FileDirection direction, long bytes)
      throws TransferException {
    try {
      requireAllowed(name, direction, bytes);
      return enter(session, name, direction);
    } catch (TransferException e) {
      count(FileCounter.REFUSED, 1);
      throw e;
    }
  }

  private void requireAllowed(String name, FileDirection direction, long bytes)
      throws TransferException {
    boolean receiving = direction == FileDirection.RECEIVING;
    if (receiving ? !options.writable() : !options.readable()) {
      throw new TransferException(
          FileFailure.FORBIDDEN,
          receiving ? "files are not received here" : "files are not sent from here");
    }
    Optional<String> problem = store.whyInvalid(name);
    if (problem.isPresent()) {
      throw new TransferException(FileFailure.BAD_NAME, problem.get());
    }
    if (receiving && bytes > options.maximumFileBytes()) {
      throw new TransferException(
          FileFailure.TOO_LARGE,
          "files have at most " + options.maximumFileBytes() + " bytes: size=" + bytes);
    }
    if (receiving && !options.overwrite() && store.exists(name)) {
      throw new TransferException(FileFailure.EXISTS, "there is such a file already");
    }
  }

  private synchronized FileTransfer enter(FileSession session, String name, FileDirection direction)
      throws TransferException {
    if (direction == FileDirection.RECEIVING && name.equalsIgnoreCase(expiring)) {
      throw new TransferException(FileFailure.BUSY, "an old part of it is being removed");
    }
    for (FileTransfer other : running.values()) {
      if (other.direction() != direction) {
        continue;
      }
      if (other.session() == session) {
        throw new TransferException(FileFailure.BUSY, "one file at a time");
      }
      if (isReceiving(other, name)) {
        makeRoom(other, FileFailure.BUSY, "somebody else is sending this file");
      }
    }
    if (running.size() >= options.maximumTransfers()) {
      FileTransfer quietest =
          running.values().stream()
              .max(Comparator.comparingLong(FileTransfer::silentNanos))
              .orElseThrow();
      makeRoom(quietest, FileFailure.TOO_MANY, "there are too many transfers: try again later");
    }
    FileTransfer transfer = new FileTransfer(++lastId, session, name, direction, clock::nanoTime);
    running.put(transfer.id(), transfer);
    return transfer;
  }

  /**
   * A transfer that has stalled is called off for the sake of another one, which is refused all the
   * same: its place is free a moment later.
   */
  private void makeRoom(FileTransfer other, FileFailure refusal, String reason)
      throws TransferException {
    if (other.silentNanos() >= options.stalledAfter().toNanos()) {
      other.session().cancel(other, FileFailure.STALLED);
    }
    throw new TransferException(refusal, reason);
  }

  void progressed(FileTransfer transfer) {
    if (!listeners.isEmpty()) {
      FileTransferSnapshot snapshot = transfer.snapshot();
      listeners.forEach(listener -> tell(() -> listener.progressed(snapshot)));
    }
  }

  void ended(FileTransfer transfer) {
    synchronized (this) {
      if (running.remove(transfer.id()) == null) {
        return;
      }
    }
    if (transfer.state() == FileTransferState.FAILED) {
      count(FileCounter.FAILED, 1);
    }
    FileTransferSnapshot snapshot = transfer.snapshot();
    listeners.forEach(listener -> tell(() -> listener.ended(snapshot)));
  }

  /** The jobs of a session are not done any more. */
  void abandon(FileSession session) {
    List<FileTransfer> abandoned;
    synchronized (this) {
      abandoned = new ArrayList<>(running.values());
    }
    for (FileTransfer transfer : abandoned) {
      if (transfer.session() == session) {
        transfer.failed(FileFailure.GONE);
        ended(transfer);
      }
    }
  }

  void count(FileCounter counter, long more) {
    Objects.requireNonNull(counters.get(counter)).add(more);
  }

  private Optional<FileTransfer> find(long id) {
    synchronized (this) {
      return Optional.ofNullable(running.get(id));
    }
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      logger.error("A listener of file transfers failed", e);
    }
  }
}
