package io.iocp.completion.uring.ring;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.jna.ErrorTable;
import io.iocp.completion.jna.NativeCallException;

/**
 * The one table of this engine's native codes: {@code errno} to name and status. Numbers from
 * {@code <asm-generic/errno.h>}, which x86-64 and aarch64 share.
 */
public final class LinuxErrors {

  static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  public static final int EBUSY = 16;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  public static final int EPIPE = 32;
  static final int ENOSYS = 38;
  public static final int EBADR = 53;
  public static final int ETIME = 62;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  public static final int EAFNOSUPPORT = 97;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  static final int ENOTCONN = 107;
  public static final int ECANCELED = 125;

  private static final ErrorTable TABLE = new ErrorTable(Integer::toString);

  static {
    TABLE.put(EPERM, "EPERM", CompletionStatus.FAILED);
    TABLE.put(ENOENT, "ENOENT", CompletionStatus.FAILED);
    // What a request answers that a cancel met while it was running.
    TABLE.put(EINTR, "EINTR", CompletionStatus.ABORTED);
    TABLE.put(5, "EIO", CompletionStatus.FAILED);
    TABLE.put(9, "EBADF", CompletionStatus.FAILED);
    TABLE.put(EAGAIN, "EAGAIN", CompletionStatus.FAILED);
    TABLE.put(ENOMEM, "ENOMEM", CompletionStatus.FAILED);
    TABLE.put(13, "EACCES", CompletionStatus.FAILED);
    TABLE.put(14, "EFAULT", CompletionStatus.FAILED);
    TABLE.put(EBUSY, "EBUSY", CompletionStatus.FAILED);
    TABLE.put(17, "EEXIST", CompletionStatus.FAILED);
    TABLE.put(EINVAL, "EINVAL", CompletionStatus.FAILED);
    TABLE.put(ENFILE, "ENFILE", CompletionStatus.FAILED);
    TABLE.put(EMFILE, "EMFILE", CompletionStatus.FAILED);
    TABLE.put(EPIPE, "EPIPE", CompletionStatus.RESET);
    TABLE.put(ENOSYS, "ENOSYS", CompletionStatus.FAILED);
    TABLE.put(EBADR, "EBADR", CompletionStatus.FAILED);
    TABLE.put(ETIME, "ETIME", CompletionStatus.TIMED_OUT);
    TABLE.put(71, "EPROTO", CompletionStatus.FAILED);
    TABLE.put(88, "ENOTSOCK", CompletionStatus.FAILED);
    TABLE.put(90, "EMSGSIZE", CompletionStatus.FAILED);
    TABLE.put(92, "ENOPROTOOPT", CompletionStatus.FAILED);
    TABLE.put(95, "EOPNOTSUPP", CompletionStatus.FAILED);
    TABLE.put(EAFNOSUPPORT, "EAFNOSUPPORT", CompletionStatus.FAILED);
    TABLE.put(EADDRINUSE, "EADDRINUSE", CompletionStatus.FAILED);
    TABLE.put(EADDRNOTAVAIL, "EADDRNOTAVAIL", CompletionStatus.FAILED);
    TABLE.put(100, "ENETDOWN", CompletionStatus.UNREACHABLE);
    TABLE.put(101, "ENETUNREACH", CompletionStatus.UNREACHABLE);
    TABLE.put(102, "ENETRESET", CompletionStatus.RESET);
    TABLE.put(ECONNABORTED, "ECONNABORTED", CompletionStatus.RESET);
    TABLE.put(ECONNRESET, "ECONNRESET", CompletionStatus.RESET);
    TABLE.put(ENOBUFS, "ENOBUFS", CompletionStatus.NO_BUFFERS);
    TABLE.put(106, "EISCONN", CompletionStatus.FAILED);
    TABLE.put(ENOTCONN, "ENOTCONN", CompletionStatus.RESET);
    TABLE.put(108, "ESHUTDOWN", CompletionStatus.RESET);
    TABLE.put(110, "ETIMEDOUT", CompletionStatus.TIMED_OUT);
    TABLE.put(111, "ECONNREFUSED", CompletionStatus.REFUSED);
    TABLE.put(112, "EHOSTDOWN", CompletionStatus.UNREACHABLE);
    TABLE.put(113, "EHOSTUNREACH", CompletionStatus.UNREACHABLE);
    TABLE.put(114, "EALREADY", CompletionStatus.FAILED);
    TABLE.put(ECANCELED, "ECANCELED", CompletionStatus.ABORTED);
  }

  private LinuxErrors() {}

  /** The status behind a code; {@code FAILED} for codes that the table does not know. */
  public static CompletionStatus status(int code) {
    return TABLE.status(code);
  }

  /** Number and symbolic name, for instance {@code 104 (ECONNRESET)}. */
  public static String describe(int code) {
    return TABLE.describe(code);
  }

  /** The exception of a call that failed with that code. */
  public static NativeCallException failure(String call, int code) {
    return TABLE.failure(call, code);
  }

  /** The exception of the call that has just failed on this thread. */
  public static NativeCallException lastError(String call) {
    return TABLE.lastError(call);
  }

  /** Whether a socket failed because the machine does not have its address family. */
  static boolean saysNoFamily(int code) {
    return code == EAFNOSUPPORT || code == EADDRNOTAVAIL;
  }

  /** Whether a bind or a listen failed because somebody else has the address. */
  static boolean saysInUse(int code) {
    return code == EADDRINUSE;
  }
}
