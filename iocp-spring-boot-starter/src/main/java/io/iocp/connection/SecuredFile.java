package io.iocp.connection;

import io.iocp.completion.PortFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file whose bytes must be read before they go out, because they are sealed. Any thread. */
final class SecuredFile implements PortFile {

  private final Path path;
  private final FileChannel channel;
  private final long sizeBytes;

  private SecuredFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.sizeBytes = channel.size();
  }

  static SecuredFile open(Path path) throws IOException {
    PortFile.requireRegular(path);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new SecuredFile(path, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Fills the buffer from its position to its limit. Waits for the disk.
   *
   * @return whether the file had that much
   */
  boolean read(ByteBuffer buffer, long fromByte) throws IOException {
    long position = fromByte;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position);
      if (count < 0) {
        return false;
      }
      position += count;
    }
    return true;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It was read only: nothing can be lost.
    }
  }
}
