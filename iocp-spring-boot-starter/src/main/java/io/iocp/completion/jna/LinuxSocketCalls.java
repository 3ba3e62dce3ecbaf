package io.iocp.completion.jna;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The C library, mapped directly, for sockets that Java has opened. */
final class LinuxSocketCalls {

  static {
    // Symbols of the process itself: the C library is in it, whatever its file is called here.
    Native.register(LinuxSocketCalls.class, NativeLibrary.getProcess());
  }

  private LinuxSocketCalls() {}

  static native int setsockopt(int fd, int level, int option, long value, int valueBytes);

  /** ioctl(2); variadic integers travel like fixed ones on x86-64 and aarch64. */
  static native int ioctl(int fd, long request, long argument);
}
