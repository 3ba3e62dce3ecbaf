package io.iocp.completion;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file behind a channel of Java's own: for engines that know no better form, and for whoever has
 * to read the bytes before they go out. Any thread.
 */
public final class ChannelFile implements PortFile {

  private final Path path;
  private final FileChannel channel;
  private final long sizeBytes;

  private ChannelFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.sizeBytes = channel.size();
  }

  /**
   * Opens a file for reading.
   *
   * @throws IOException when there is no such file, it is not a regular one, or may not be read
   */
  public static ChannelFile open(Path path) throws IOException {
    PortFile.requireRegular(path);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new ChannelFile(path, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** For engines: what they transfer from, by positions. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * Fills the buffer from its position to its limit. Waits for the disk.
   *
   * @param fromByte where in the file to begin, 0 or more
   * @return whether the file had that much
   */
  public boolean read(ByteBuffer buffer, long fromByte) throws IOException {
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
