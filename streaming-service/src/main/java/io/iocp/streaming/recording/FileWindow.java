package io.iocp.streaming.recording;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a file here and there, a window at a time. Not thread-safe. */
final class FileWindow implements Closeable {

  private static final int BYTES = 64 << 10;

  private final FileChannel file;
  private ByteBuffer window = ByteBuffer.allocate(BYTES).limit(0);
  private long start;

  FileWindow(Path path) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.READ);
  }

  /**
   * Bytes of the file, valid until the next call; fewer at its end.
   *
   * @return a slice of an array
   */
  ByteBuffer read(long at, int count) throws IOException {
    if (at < start || at + count > start + window.limit()) {
      fill(at, count);
    }
    int offset = (int) (at - start);
    return window.slice(offset, Math.min(count, window.limit() - offset));
  }

  private void fill(long at, int count) throws IOException {
    if (count > window.capacity()) {
      window = ByteBuffer.allocate(count);
    }
    window.clear();
    start = at;
    while (window.hasRemaining() && file.read(window, at + window.position()) >= 0) {
      // On to the end of the window or of the file.
    }
    window.flip();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
