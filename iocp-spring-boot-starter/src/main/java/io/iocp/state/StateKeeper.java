package io.iocp.state;

import io.iocp.statistics.Counters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps state in a directory that it has for itself: takes over what is there, and writes what
 * changes within a second, on a thread of its own. What cannot be read is put aside and told; it is
 * never written over.
 *
 * <p>{@link #close} writes what has changed last. Any thread.
 */
public final class StateKeeper implements AutoCloseable {

  /** Most lines of one part. */
  public static final int MAXIMUM_LINES = 200_000;

  private static final Logger logger = LoggerFactory.getLogger(StateKeeper.class);

  private static final long LOOK_EVERY_MILLIS = 250;
  // So many looks later is a failed write tried again.
  private static final int LOOKS_AFTER_FAILURE = 40;

  private final FileChannel lock;
  private final List<Kept> parts;
  private final Counters<StateCounter> counters = new Counters<>(StateCounter.class);
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private StateKeeper(Path directory, FileChannel lock, List<StatePart> parts) {
    this.lock = lock;
    this.parts = parts.stream().map(part -> new Kept(directory, part, counters)).toList();
    this.thread = new Thread(this::run, "iocp-state");
    this.thread.setDaemon(true);
  }

  /**
   * Takes over what a directory has, and keeps these parts there from now on.
   *
   * @param directory created if it is not there
   * @throws IOException with a sentence if the directory cannot be used
   */
  public static StateKeeper open(Path directory, List<StatePart> parts) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new IOException("it is not a directory");
    }
    Files.createDirectories(directory);
    StateKeeper keeper = new StateKeeper(directory, lock(directory), parts);
    keeper.parts.forEach(Kept::restore);
    keeper.thread.start();
    return keeper;
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // By another application in this process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException("another server uses it");
  }

  /** How often what happened. */
  public long count(StateCounter counter) {
    return counters.count(counter);
  }

  /** Whether all of it is kept; not so while a file cannot be written. */
  public boolean isKeeping() {
    return parts.stream().allMatch(Kept::isKeeping);
  }

  private void run() {
    try {
      while (!closing.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        parts.forEach(part -> part.look(LOOKS_AFTER_FAILURE));
      }
    } catch (InterruptedException e) {
      logger.warn("Interrupted: bans and settings that are changed now are not kept");
    }
  }

  /** Writes what has changed, and leaves the directory to others. */
  @Override
  public void close() {
    if (!lock.isOpen()) {
      return;
    }
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    parts.forEach(part -> part.look(0));
    try {
      lock.close();
    } catch (IOException e) {
      logger.debug("The lock of kept state cannot be closed", e);
    }
  }
}
