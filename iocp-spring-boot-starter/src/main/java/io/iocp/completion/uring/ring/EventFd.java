package io.iocp.completion.uring.ring;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;

/**
 * An eventfd(2) that wakes a worker out of its wait. Any thread.
 *
 * <p>It is written to only when somebody waits, so one lock guards it cheaply against being closed
 * while another thread writes: the number could be somebody else's socket by then.
 */
public final class EventFd implements AutoCloseable {

  // <bits/eventfd.h>
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  private final NativeMemory one = NativeMemory.allocate(Long.BYTES);
  private final int fd;

  // Guarded by this.
  private boolean closed;

  public EventFd() throws NativeCallException {
    fd = LibcCalls.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) {
      throw LinuxErrors.lastError("eventfd");
    }
    one.bytes().putLong(0, 1);
  }

  public int fd() {
    return fd;
  }

  /** Nobody reads the counter: it would take 2⁶⁴ signals to fill it. */
  public synchronized void signal() {
    if (!closed) {
      LibcCalls.write(fd, one.address(), Long.BYTES);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    LibcCalls.close(fd);
  }
}
