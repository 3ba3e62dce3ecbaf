package io.iocp.completion.jna;

import com.sun.jna.Native;

/** What the system says about the native call that has just failed on this thread. */
public final class LastError {

  private LastError() {}

  /** {@code errno} or {@code GetLastError}; means nothing unless a call has just failed. */
  public static int code() {
    return Native.getLastError();
  }
}
