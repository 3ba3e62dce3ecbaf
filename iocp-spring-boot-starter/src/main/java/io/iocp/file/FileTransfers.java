package io.iocp.file;

import io.iocp.time.NanoClock;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers that run: who may begin, who follows them, and how often what has happened. Any
 * thread.
 */
final class FileTransfers {

  private static final Logger logger = LoggerFactory.getLogger(FileTransfers.class);

  static final int MAX_PARTS = 256;

  // How many files' worth of the largest size parts may take.
  private static final int PARTS_IN_FILES = 2;
  // What is announced between two looks at the parts.
  private static final int ANNOUNCEMENTS_PER_LOOK = MAX_PARTS / 4;
  // Slower than that on average gives way when others wait.
  private static final long SLOW_BYTES_PER_SECOND = 16 << 10;

  private final FileExchangeOptions options;
  private final FileStore store;
  private final NanoClock clock;
  private final FileHashes hashes;
  private final AtomicInteger announcements = new AtomicInteger();
  private final List<FileTransferListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<FileCounter, LongAdder> counters = new EnumMap<>(FileCounter.class);

  // Guarded by this; bounded by the options.
  private final TreeMap<Long, FileTransfer> running = new TreeMap<>();
  private long lastId;
  // A file whose part is being removed.
  private @Nullable String expiring;

  FileTransfers(
      FileExchangeOptions options, FileStore store, NanoClock clock, InstantSource wallClock) {
    this.hashes = new FileHashes(wallClock);
    this.options = options;
    this.store = store;
    this.clock = clock;
    for (FileCounter counter : FileCounter.values()) {
      counters.put(counter, new LongAdder());
    }
  }

  FileExchangeOptions options() {
    return options;
  }

  FileStore store() {
    return store;
  }

  FileHashes hashes() {
    return hashes;
  }

  /** In order of their begin. */
  synchronized List<FileTransfer> running() {
    return List.copyOf(running.values());
  }

  synchronized Optional<FileTransfer> find(long id) {
    return Optional.ofNullable(running.get(id));
  }

  // ── who may begin ─────────────────────────────────────────────────────────────────────────────

  /**
   * Lets a transfer in, in the order of its reasons not to.
   *
   * @param bytes its size, if it is known
   * @throws TransferException when it may not begin; counted
   */
  FileTransfer admit(FileTransfer.Owner owner, String name, FileDirection direction, long bytes)
      throws TransferException {
    try {
      requireAllowed(name, direction, bytes);
      return enter(owner, name, direction);
    } catch (TransferException e) {
      count(FileCounter.REFUSED, 1);
      throw e;
    }
  }

  /** Whether peers may get files, and so know what there is. */
  void requireReadable() throws TransferException {
    if (!options.readable()) {
      throw new TransferException(FileFailure.FORBIDDEN, "sending files is disabled");
    }
  }

  private void requireAllowed(String name, FileDirection direction, long bytes)
      throws TransferException {
    boolean receiving = direction == FileDirection.RECEIVING;
    if (!receiving) {
      requireReadable();
    } else if (!options.writable()) {
      throw new TransferException(FileFailure.FORBIDDEN, "receiving files is disabled");
    }
    Optional<String> problem = store.whyInvalid(name);
    if (problem.isPresent()) {
      throw new TransferException(FileFailure.BAD_NAME, problem.get());
    }
    if (receiving && bytes > options.maximumFileBytes()) {
      throw new TransferException(
          FileFailure.TOO_LARGE,
          "maximum file size is " + options.maximumFileBytes() + " bytes: size=" + bytes);
    }
    if (receiving && !options.overwrite() && store.exists(name)) {
      throw new TransferException(FileFailure.EXISTS, "file already exists");
    }
  }

  private synchronized FileTransfer enter(
      FileTransfer.Owner owner, String name, FileDirection direction) throws TransferException {
    if (direction == FileDirection.RECEIVING && name.equalsIgnoreCase(expiring)) {
      throw new TransferException(FileFailure.BUSY, "its expired partial file is being removed");
    }
    for (FileTransfer other : running.values()) {
      if (other.direction() != direction) {
        continue;
      }
      if (other.owner() == owner) {
        throw new TransferException(FileFailure.BUSY, "only one file at a time can be transferred");
      }
      if (isReceiving(other, name)) {
        makeRoom(other, FileFailure.BUSY, "another client is sending this file");
      }
    }
    if (running.size() >= options.maximumTransfers()) {
      long nanos = options.stalledAfter().toNanos();
      FileTransfer quietest =
          running.values().stream()
              .max(
                  Comparator.<FileTransfer, Boolean>comparing(
                          transfer -> transfer.isSlow(nanos, SLOW_BYTES_PER_SECOND))
                      .thenComparing(FileTransfer::silentNanos))
              .orElseThrow();
      makeRoom(quietest, FileFailure.TOO_MANY, "too many transfers, try again later");
    }
    FileTransfer transfer = new FileTransfer(++lastId, owner, name, direction, clock::nanoTime);
    running.put(transfer.id(), transfer);
    return transfer;
  }

  /**
   * A transfer that has stalled, or crawls, is called off for the sake of another one, which is
   * refused all the same: its place is free a moment later.
   */
  private void makeRoom(FileTransfer other, FileFailure refusal, String reason)
      throws TransferException {
    long nanos = options.stalledAfter().toNanos();
    if (other.silentNanos() >= nanos || other.isSlow(nanos, SLOW_BYTES_PER_SECOND)) {
      other.owner().cancel(other, FileFailure.STALLED);
    }
    throw new TransferException(refusal, reason);
  }

  // File systems may not tell upper from lower case.
  private static boolean isReceiving(FileTransfer transfer, String name) {
    return transfer.direction() == FileDirection.RECEIVING
        && transfer.name().equalsIgnoreCase(name);
  }

  /**
   * Reserves a file whose part is to be removed: nobody receives it meanwhile.
   *
   * @return whether nobody receives it now; then {@link #expired()} ends it
   */
  synchronized boolean beginExpiry(String name) {
    if (expiring != null
        || running.values().stream().anyMatch(transfer -> isReceiving(transfer, name))) {
      return false;
    }
    expiring = name;
    return true;
  }

  synchronized void expired() {
    expiring = null;
  }

  /**
   * Checks that there is room for what a peer has announced, beside what others have yet to send.
   *
   * @param bytes those that are still to come
   */
  void requireRoom(FileTransfer transfer, long bytes) throws IOException {
    long others =
        running().stream()
            .filter(other -> other != transfer && other.direction() == FileDirection.RECEIVING)
            .mapToLong(FileTransfer::missingBytes)
            .sum();
    if (bytes > store.roomBytes() - others) {
      throw new TransferException(
          FileFailure.DISK_FULL, "the disk is full: there is no room for " + bytes + " bytes");
    }
  }

  /**
   * A file begins to come: looks now and then whether there are too many parts of files, or too
   * large ones, and removes the oldest of them that nobody is sending.
   */
  void boundParts() throws IOException {
    if (announcements.getAndIncrement() % ANNOUNCEMENTS_PER_LOOK != 0) {
      return;
    }
    List<FileStore.Part> parts = store.parts();
    int count = parts.size();
    long bytes = parts.stream().mapToLong(FileStore.Part::bytes).sum();
    for (FileStore.Part oldest : parts) {
      if (count <= MAX_PARTS && bytes / PARTS_IN_FILES <= options.maximumFileBytes()) {
        return;
      }
      if (beginExpiry(oldest.name())) {
        try {
          store.deletePart(oldest.name());
          count(FileCounter.PARTS_EXPIRED, 1);
          count--;
          bytes -= oldest.bytes();
        } finally {
          expired();
        }
      }
    }
  }

  // ── who follows them ──────────────────────────────────────────────────────────────────────────

  void addListener(FileTransferListener listener) {
    listeners.add(listener);
  }

  void removeListener(FileTransferListener listener) {
    listeners.remove(listener);
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
  void abandon(FileTransfer.Owner owner) {
    List<FileTransfer> abandoned;
    synchronized (this) {
      abandoned = new ArrayList<>(running.values());
    }
    for (FileTransfer transfer : abandoned) {
      if (transfer.owner() == owner) {
        transfer.failed(FileFailure.GONE, "");
        ended(transfer);
      }
    }
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      logger.error("Listener of file transfers failed", e);
    }
  }

  // ── figures ───────────────────────────────────────────────────────────────────────────────────

  void count(FileCounter counter, long more) {
    Objects.requireNonNull(counters.get(counter)).add(more);
  }

  long count(FileCounter counter) {
    return Objects.requireNonNull(counters.get(counter)).sum();
  }
}
