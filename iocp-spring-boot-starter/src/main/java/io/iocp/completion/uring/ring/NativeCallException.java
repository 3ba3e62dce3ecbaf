package io.iocp.completion.uring.ring;

import com.sun.jna.Native;
import java.io.IOException;

/** A call into the C library failed: which, and with what code. */
public final class NativeCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final int errno;

  public NativeCallException(String call, int errno) {
    this.call = call;
    this.errno = errno;
  }

  /** For the call that just failed on this thread. */
  public static NativeCallException lastError(String call) {
    return new NativeCallException(call, Native.getLastError());
  }

  @Override
  public String getMessage() {
    return call + " failed: " + LinuxErrors.describe(errno);
  }

  public int errno() {
    return errno;
  }
}
