package io.iocp.completion.uring.ring;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import java.nio.ByteBuffer;

/**
 * A region made by mmap(2): page-aligned, shared with the kernel. After close its view is poison.
 */
final class Mapping implements AutoCloseable {

  // <bits/mman-linux.h>
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_SHARED = 0x01;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
  private static final int MAP_POPULATE = 0x8000;
  private static final long MAP_FAILED = -1;

  private final long address;
  private final ByteBuffer memory;

  private Mapping(long address, int size) {
    this.address = address;
    this.memory = NativeMemory.view(address, size);
  }

  static Mapping ofFile(int fd, long offset, int size) throws NativeCallException {
    return map(MAP_SHARED | MAP_POPULATE, fd, offset, size);
  }

  static Mapping anonymous(int size) throws NativeCallException {
    return map(MAP_PRIVATE_ANONYMOUS | MAP_POPULATE, -1, 0, size);
  }

  private static Mapping map(int flags, int fd, long offset, int size) throws NativeCallException {
    long address = LibcCalls.mmap(0, size, PROT_READ_WRITE, flags, fd, offset);
    if (address == MAP_FAILED) {
      throw LinuxErrors.lastError("mmap");
    }
    return new Mapping(address, size);
  }

  long address() {
    return address;
  }

  ByteBuffer memory() {
    return memory;
  }

  @Override
  public void close() {
    LibcCalls.munmap(address, memory.capacity());
  }
}
