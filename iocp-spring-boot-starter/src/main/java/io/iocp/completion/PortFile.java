package io.iocp.completion;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A regular file that channels {@linkplain StreamChannel#transmitFile transmit}, opened by {@link
 * CompletionPort#openFile} in the form its engine needs (a {@code FileChannel}, a descriptor, a
 * handle). It has no position of its own: any number of channels of the port may transmit from it
 * at once.
 *
 * <p>It belongs to whoever opened it, who closes it after the last transmit from it has completed.
 */
public interface PortFile extends AutoCloseable {

  Path path();

  /** Size in bytes when the file was opened; others may change it meanwhile. */
  long sizeBytes();

  /** Closes it. Never while a transmit from it is in flight. Idempotent; any thread. */
  @Override
  void close();

  /**
   * For engines, before they open it: that it exists and is a regular file. Opening a pipe, for
   * one, would wait for whoever writes into it.
   *
   * @return its size in bytes
   */
  static long requireRegular(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(path.toString(), null, "not a regular file");
    }
    return attributes.size();
  }
}
