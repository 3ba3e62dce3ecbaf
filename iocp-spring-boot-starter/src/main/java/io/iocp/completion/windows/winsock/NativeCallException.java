package io.iocp.completion.windows.winsock;

import com.sun.jna.Native;
import java.io.IOException;

/** A call into Windows failed: which, and with what code. */
public final class NativeCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final int code;

  public NativeCallException(String call, int code) {
    this.call = call;
    this.code = code;
  }

  /** For the call that just failed on this thread. */
  public static NativeCallException lastError(String call) {
    return new NativeCallException(call, Native.getLastError());
  }

  @Override
  public String getMessage() {
    return call + " failed: " + WindowsErrors.describe(code);
  }

  public int code() {
    return code;
  }
}
