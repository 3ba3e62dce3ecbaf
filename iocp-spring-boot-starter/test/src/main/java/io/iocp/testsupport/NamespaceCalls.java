package io.iocp.testsupport;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The C library, mapped directly, as far as a thread needs it to change its network. */
final class NamespaceCalls {

  static {
    Native.register(NamespaceCalls.class, NativeLibrary.getProcess());
  }

  private NamespaceCalls() {}

  static native int open(String path, int flags);

  static native int setns(int fd, int type);

  static native int close(int fd);
}
