package io.iocp.completion.uring;

import io.iocp.completion.PortFile;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.uring.ring.LibcCalls;
import io.iocp.completion.uring.ring.LinuxErrors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file behind a descriptor. */
final class UringFile implements PortFile {

  // <asm-generic/fcntl.h>
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_RDONLY = 0;

  private final Path path;
  private final int fd;
  private final long sizeBytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private UringFile(Path path, int fd, long sizeBytes) {
    this.path = path;
    this.fd = fd;
    this.sizeBytes = sizeBytes;
  }

  static UringFile open(Path path) throws IOException {
    long sizeBytes = PortFile.requireRegular(path);
    byte[] name = nameOf(path);
    NativeMemory memory = NativeMemory.allocate(name.length + 1);
    memory.bytes().put(0, name);
    try {
      int fd = LibcCalls.open(memory.address(), O_RDONLY | O_CLOEXEC, 0);
      if (fd < 0) {
        throw LinuxErrors.lastError("open " + path);
      }
      return new UringFile(path, fd, sizeBytes);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /**
   * The bytes of the file's name. A path knows them, but shows them only in its URI; the text of
   * the path depends on the encoding that the JVM was started with.
   */
  private static byte[] nameOf(Path path) {
    String uri = path.toUri().getRawPath();
    ByteArrayOutputStream name = new ByteArrayOutputStream(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '%') {
        name.write(Integer.parseInt(uri, i + 1, i + 3, 16));
        i += 2;
      } else {
        name.write(c);
      }
    }
    return name.toByteArray();
  }

  int fd() {
    return fd;
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
    if (closed.compareAndSet(false, true)) {
      LibcCalls.close(fd);
    }
  }
}
