package io.iocp.completion.nio;

import io.iocp.completion.PortFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file behind a channel of Java's own. */
final class NioFile implements PortFile {

  private final Path path;
  private final FileChannel channel;
  private final long sizeBytes;

  private NioFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.sizeBytes = channel.size();
  }

  static NioFile open(Path path) throws IOException {
    PortFile.requireRegular(path);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new NioFile(path, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  FileChannel channel() {
    return channel;
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
      NioErrors.statusOf("close", e);
    }
  }
}
