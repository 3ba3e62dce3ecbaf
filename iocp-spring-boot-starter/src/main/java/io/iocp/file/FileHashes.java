package io.iocp.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of files that were asked for: whoever asks again, which takes a few bytes, does not
 * have gigabytes read again. A file is the same while its size, its time and its identity are; what
 * was written a moment ago is hashed anew, because its time may not tell the next change. On the
 * way the hash is kept every so often, so that one of a file's begin is near, too.
 *
 * <p>Bounded by {@value #MAX_FILES} files, the ones not asked for the longest are forgotten first.
 * Any thread that may wait for the disk.
 */
final class FileHashes {

  static final int MAX_FILES = 256;

  private static final int MAX_MARKS = 64;
  private static final long SMALLEST_STEP_BYTES = 16 << 20;
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);

  private record Identity(long size, FileTime modified, @Nullable Object key) {}

  /** A file's hash, and those of its begins, each a step longer than the one before. */
  private record Known(Identity identity, long stepBytes, List<Sha256> begins, String whole) {}

  private final InstantSource clock;
  // Guarded by this.
  private final Map<Path, Known> files =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
          return size() > MAX_FILES;
        }
      };

  FileHashes(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The hash of all of a file.
   *
   * @param open the file, open
   * @param mayContinue asked now and then
   */
  String ofAll(Path file, FileChannel open, BooleanSupplier mayContinue) throws IOException {
    Identity identity = identity(file);
    Known known = find(file, identity);
    if (known != null) {
      return known.whole;
    }
    long step = Math.max(SMALLEST_STEP_BYTES, identity.size / MAX_MARKS + 1);
    Sha256 hash = new Sha256();
    List<Sha256> begins = new ArrayList<>();
    for (long position = 0; position < identity.size; position += step) {
      if (position > 0) {
        begins.add(hash.copy());
      }
      hash.updateFrom(open, position, Math.min(step, identity.size - position), mayContinue);
    }
    String whole = hash.soFar();
    boolean settled = identity.modified.toInstant().isBefore(clock.instant().minus(SETTLED_AFTER));
    if (settled && identity.equals(identity(file))) {
      remember(file, new Known(identity, step, begins, whole));
    }
    return whole;
  }

  /** The hash of a file's first bytes. */
  String ofBegin(Path file, FileChannel open, long bytes, BooleanSupplier mayContinue)
      throws IOException {
    Known known = find(file, identity(file));
    if (known != null && bytes == known.identity.size) {
      return known.whole;
    }
    Sha256 hash = new Sha256();
    long position = 0;
    if (known != null) {
      int steps = (int) Math.min(bytes / known.stepBytes, known.begins.size());
      if (steps > 0) {
        hash = known.begins.get(steps - 1).copy();
        position = steps * known.stepBytes;
      }
    }
    hash.updateFrom(open, position, bytes - position, mayContinue);
    return hash.soFar();
  }

  private static Identity identity(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new Identity(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }

  private synchronized @Nullable Known find(Path file, Identity identity) {
    Known known = files.get(file);
    return known != null && known.identity.equals(identity) ? known : null;
  }

  private synchronized void remember(Path file, Known known) {
    files.put(file, known);
  }
}
