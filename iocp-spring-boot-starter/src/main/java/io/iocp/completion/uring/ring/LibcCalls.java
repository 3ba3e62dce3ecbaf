package io.iocp.completion.uring.ring;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library, mapped directly: integers in, integers out, addresses and {@code size_t} as {@code
 * long}. After a failed call {@link Native#getLastError()} on the same thread is its {@code errno}.
 *
 * <p>{@code syscall(2)} is variadic, which direct mapping does not know. On x86-64 and aarch64
 * variadic integers travel like fixed ones, so a fixed number of {@code long} arguments is right
 * there.
 */
public final class LibcCalls {

  /** Numbers of the system calls; the same on x86-64 and aarch64. */
  static final long IO_URING_SETUP = 425;

  static final long IO_URING_ENTER = 426;
  static final long IO_URING_REGISTER = 427;

  static {
    // Symbols of the process itself: the C library is in it, whatever its file is called here.
    Native.register(LibcCalls.class, NativeLibrary.getProcess());
  }

  private LibcCalls() {}

  /**
   * {@code errno} of the call that has just failed on this thread. Here, because a process without
   * descriptors may not be able to load another class for it.
   */
  static int errno() {
    return Native.getLastError();
  }

  /** io_uring_setup(2). */
  static native long syscall(long number, long entries, long parameters);

  /** io_uring_register(2). */
  static native long syscall(long number, long fd, long opcode, long argument, long count);

  /** io_uring_enter(2). */
  static native long syscall(
      long number,
      long fd,
      long toSubmit,
      long minimumComplete,
      long flags,
      long argument,
      long argumentBytes);

  static native long mmap(
      long address, long length, int protection, int flags, int fd, long offset);

  static native int munmap(long address, long length);

  /** open(2), variadic like {@code syscall}. */
  public static native int open(long path, int flags, int mode);

  static native int socket(int domain, int type, int protocol);

  static native int bind(int fd, long address, int addressBytes);

  static native int listen(int fd, int backlog);

  static native int setsockopt(int fd, int level, int option, long value, int valueBytes);

  /** ioctl(2), variadic like {@code syscall}. */
  static native int ioctl(int fd, long request, long argument);

  static native int getsockname(int fd, long address, long addressBytes);

  static native int getpeername(int fd, long address, long addressBytes);

  static native int shutdown(int fd, int how);

  public static native int close(int fd);

  static native int eventfd(int initial, int flags);

  static native long write(int fd, long bytes, long count);
}
