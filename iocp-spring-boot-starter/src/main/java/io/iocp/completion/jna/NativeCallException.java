package io.iocp.completion.jna;

import io.iocp.completion.CompletionStatus;
import java.io.IOException;

/** A call into the system failed: which, and with what code. Made by its {@link ErrorTable}. */
public final class NativeCallException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String message;
  private final int code;
  private final CompletionStatus status;

  NativeCallException(String message, int code, CompletionStatus status) {
    super(message);
    this.message = message;
    this.code = code;
    this.status = status;
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return message;
  }

  /** The system's own code. */
  public int code() {
    return code;
  }

  /** What the code means. */
  public CompletionStatus status() {
    return status;
  }
}
