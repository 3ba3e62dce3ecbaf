package io.iocp.streaming.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second service from a directory: it would take what the first one writes for what a
 * killed one has left. The system releases it with the process.
 */
final class DirectoryLock implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(DirectoryLock.class);
  private static final String FILE = ".recordings.lock";

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  static DirectoryLock of(Path directory) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (tryLock(file) == null) {
      file.close();
      throw new IOException(
          "another service records in "
              + directory
              + ": set streaming.recording.directory to a directory of its own");
    }
    return new DirectoryLock(file);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      log.warn("The lock of the recordings cannot be released: {}", e.toString());
    }
  }
}
