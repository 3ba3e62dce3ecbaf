package io.iocp.completion.windows;

import io.iocp.completion.PortFile;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.windows.winsock.Kernel32Calls;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file behind a handle. Any thread. */
final class WindowsFile implements PortFile {

  // <winnt.h>, <fileapi.h>
  private static final int GENERIC_READ = 0x80000000;
  private static final int FILE_SHARE_READ_WRITE_DELETE = 7;
  private static final int OPEN_EXISTING = 3;
  private static final int FILE_FLAG_OVERLAPPED = 0x40000000;
  private static final int FILE_FLAG_SEQUENTIAL_SCAN = 0x08000000;
  private static final long INVALID_HANDLE = -1;

  private final Path path;
  private final long handle;
  private final long sizeBytes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WindowsFile(Path path, long handle, long sizeBytes) {
    this.path = path;
    this.handle = handle;
    this.sizeBytes = sizeBytes;
  }

  static WindowsFile open(Path path) throws IOException {
    long sizeBytes = PortFile.requireRegular(path);
    byte[] name = path.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_16LE);
    NativeMemory memory = NativeMemory.allocate(name.length + Character.BYTES);
    memory.bytes().put(0, name);
    try {
      long handle =
          Kernel32Calls.CreateFileW(
              memory.address(),
              GENERIC_READ,
              FILE_SHARE_READ_WRITE_DELETE,
              0,
              OPEN_EXISTING,
              FILE_FLAG_OVERLAPPED | FILE_FLAG_SEQUENTIAL_SCAN,
              0);
      if (handle == INVALID_HANDLE) {
        throw WindowsErrors.lastError("CreateFileW " + path);
      }
      return new WindowsFile(path, handle, sizeBytes);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  long handle() {
    return handle;
  }

  /** Whether the file has fewer bytes by now. */
  boolean isShorterThan(long bytes) {
    NativeMemory size = NativeMemory.allocate(Long.BYTES);
    return Kernel32Calls.GetFileSizeEx(handle, size.address()) != 0
        && size.bytes().getLong(0) < bytes;
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
      Kernel32Calls.CloseHandle(handle);
    }
  }
}
