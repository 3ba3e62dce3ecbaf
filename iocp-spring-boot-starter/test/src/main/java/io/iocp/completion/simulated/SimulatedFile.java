package io.iocp.completion.simulated;

import io.iocp.completion.PortFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A real file; a channel would be closed by a thread that is interrupted. */
final class SimulatedFile implements PortFile {

  private final Path path;
  private final long sizeBytes;
  private final RandomAccessFile content;

  private SimulatedFile(Path path, long sizeBytes, RandomAccessFile content) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.content = content;
  }

  static SimulatedFile open(Path path) throws IOException {
    long sizeBytes = PortFile.requireRegular(path);
    return new SimulatedFile(path, sizeBytes, new RandomAccessFile(path.toFile(), "r"));
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Bytes of the file from that position on; nothing when it has ended. */
  synchronized ByteBuffer read(long position, int most) throws IOException {
    byte[] bytes = new byte[most];
    content.seek(position);
    return ByteBuffer.wrap(bytes, 0, Math.max(0, content.read(bytes)));
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw new IllegalStateException("closing " + path + " failed", e);
    }
  }
}
