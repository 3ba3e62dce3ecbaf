package io.iocp.streaming.recording;

import io.iocp.statistics.Counters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is recorded within its bounds: the oldest segments are deleted first, those that are
 * being written never. Figures may be asked for by any thread; all else happens on one.
 */
final class Keeper {

  private static final Logger log = LoggerFactory.getLogger(Keeper.class);

  /** How much space a disk has; replaced in tests. */
  interface Disk {

    /** Bytes that may be written; throws when the directory is not there. */
    long usableBytes(Path directory) throws IOException;

    /** Bytes of the disk. */
    long totalBytes(Path directory) throws IOException;
  }

  /** The machine's. */
  static final Disk SYSTEM =
      new Disk() {
        @Override
        public long usableBytes(Path directory) throws IOException {
          return Files.getFileStore(directory).getUsableSpace();
        }

        @Override
        public long totalBytes(Path directory) throws IOException {
          return Files.getFileStore(directory).getTotalSpace();
        }
      };

  private final RecordingOptions options;
  private final Catalogue catalogue;
  private final Counters<RecordingCounter> counters;
  private final InstantSource wallClock;
  private final Disk disk;
  private volatile long usableBytes;
  private volatile long totalBytes;
  private volatile @Nullable String problem;

  Keeper(
      RecordingOptions options,
      Catalogue catalogue,
      Counters<RecordingCounter> counters,
      InstantSource wallClock,
      Disk disk) {
    this.options = options;
    this.catalogue = catalogue;
    this.counters = counters;
    this.wallClock = wallClock;
    this.disk = disk;
  }

  /** Deletes what is to go, and measures the disk. */
  void run() {
    catalogue.forgetMissing();
    List<Segment> oldest = young(catalogue.complete());
    int next = 0;
    while (next < oldest.size() && isTooMuch() && expire(oldest.get(next))) {
      next++;
    }
    measure();
    while (next < oldest.size() && isLow() && expire(oldest.get(next))) {
      next++;
      measure();
    }
  }

  /**
   * Deletes what is old, by the clock on the wall. That may have been set, so the first that is not
   * old says nothing of those behind it.
   *
   * @return the rest
   */
  private List<Segment> young(List<Segment> segments) {
    Duration keepFor = options.keepFor();
    if (keepFor == null) {
      return segments;
    }
    Instant now = wallClock.instant();
    List<Segment> young = new ArrayList<>();
    for (Segment segment : segments) {
      if (!segment.end().plus(keepFor).isBefore(now)) {
        young.add(segment);
      } else if (!expire(segment)) {
        return List.of(); // The disk has other troubles.
      }
    }
    return young;
  }

  private boolean isTooMuch() {
    return options.keepBytes() != null && catalogue.bytes() > options.keepBytes();
  }

  private boolean isLow() {
    return problem != null && usableBytes < options.minimumFreeBytes() && totalBytes > 0;
  }

  private boolean expire(Segment segment) {
    try {
      catalogue.delete(segment);
      counters.increment(RecordingCounter.SEGMENTS_EXPIRED);
      log.info("Deleted the recording {} of {}", segment.file(), segment.start());
      return true;
    } catch (IOException e) {
      log.warn("The recording {} cannot be deleted: {}", segment.file(), e.toString());
      return false;
    }
  }

  private void measure() {
    Path directory = options.directory();
    try {
      long total = disk.totalBytes(directory);
      long usable = disk.usableBytes(directory);
      totalBytes = total;
      usableBytes = usable;
      problem =
          usable >= options.minimumFreeBytes()
              ? null
              : "the disk has "
                  + usable
                  + " bytes free, and streaming.recording.min-free-disk is "
                  + options.minimumFreeBytes();
    } catch (IOException e) {
      totalBytes = 0;
      usableBytes = 0;
      problem = "the directory " + directory + " is missing";
    }
  }

  /** Has the system bring a file to the disk, so that it outlives a power failure. */
  void sync(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(false);
    } catch (NoSuchFileException e) {
      // It is deleted already.
    } catch (IOException e) {
      log.warn("The recording {} may not outlive a power failure: {}", file, e.toString());
    }
  }

  /** Why nothing can be recorded now; null if nothing speaks against it. Any thread. */
  @Nullable String problem() {
    return problem;
  }

  /** Bytes that are free on the disk. Any thread. */
  long usableBytes() {
    return usableBytes;
  }

  /** Bytes of the disk; 0 when it is not there. Any thread. */
  long totalBytes() {
    return totalBytes;
  }
}
