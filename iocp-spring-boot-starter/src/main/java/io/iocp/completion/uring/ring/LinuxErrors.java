package io.iocp.completion.uring.ring;

import io.iocp.completion.CompletionStatus;

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

  private static final int LIMIT = 134;
  private static final String[] NAMES = new String[LIMIT];
  private static final CompletionStatus[] STATUSES = new CompletionStatus[LIMIT];

  static {
    put(EPERM, "EPERM", CompletionStatus.FAILED);
    put(ENOENT, "ENOENT", CompletionStatus.FAILED);
    // What a request answers that a cancel met while it was running.
    put(EINTR, "EINTR", CompletionStatus.ABORTED);
    put(5, "EIO", CompletionStatus.FAILED);
    put(9, "EBADF", CompletionStatus.FAILED);
    put(EAGAIN, "EAGAIN", CompletionStatus.FAILED);
    put(ENOMEM, "ENOMEM", CompletionStatus.FAILED);
    put(13, "EACCES", CompletionStatus.FAILED);
    put(14, "EFAULT", CompletionStatus.FAILED);
    put(EBUSY, "EBUSY", CompletionStatus.FAILED);
    put(17, "EEXIST", CompletionStatus.FAILED);
    put(EINVAL, "EINVAL", CompletionStatus.FAILED);
    put(ENFILE, "ENFILE", CompletionStatus.FAILED);
    put(EMFILE, "EMFILE", CompletionStatus.FAILED);
    put(EPIPE, "EPIPE", CompletionStatus.RESET);
    put(ENOSYS, "ENOSYS", CompletionStatus.FAILED);
    put(EBADR, "EBADR", CompletionStatus.FAILED);
    put(ETIME, "ETIME", CompletionStatus.TIMED_OUT);
    put(71, "EPROTO", CompletionStatus.FAILED);
    put(88, "ENOTSOCK", CompletionStatus.FAILED);
    put(90, "EMSGSIZE", CompletionStatus.FAILED);
    put(92, "ENOPROTOOPT", CompletionStatus.FAILED);
    put(95, "EOPNOTSUPP", CompletionStatus.FAILED);
    put(EAFNOSUPPORT, "EAFNOSUPPORT", CompletionStatus.FAILED);
    put(EADDRINUSE, "EADDRINUSE", CompletionStatus.FAILED);
    put(EADDRNOTAVAIL, "EADDRNOTAVAIL", CompletionStatus.FAILED);
    put(100, "ENETDOWN", CompletionStatus.UNREACHABLE);
    put(101, "ENETUNREACH", CompletionStatus.UNREACHABLE);
    put(102, "ENETRESET", CompletionStatus.RESET);
    put(ECONNABORTED, "ECONNABORTED", CompletionStatus.RESET);
    put(ECONNRESET, "ECONNRESET", CompletionStatus.RESET);
    put(ENOBUFS, "ENOBUFS", CompletionStatus.NO_BUFFERS);
    put(106, "EISCONN", CompletionStatus.FAILED);
    put(ENOTCONN, "ENOTCONN", CompletionStatus.RESET);
    put(108, "ESHUTDOWN", CompletionStatus.RESET);
    put(110, "ETIMEDOUT", CompletionStatus.TIMED_OUT);
    put(111, "ECONNREFUSED", CompletionStatus.REFUSED);
    put(112, "EHOSTDOWN", CompletionStatus.UNREACHABLE);
    put(113, "EHOSTUNREACH", CompletionStatus.UNREACHABLE);
    put(114, "EALREADY", CompletionStatus.FAILED);
    put(ECANCELED, "ECANCELED", CompletionStatus.ABORTED);
  }

  private LinuxErrors() {}

  /** The status behind a code; {@code FAILED} for codes that the table does not know. */
  public static CompletionStatus status(int errno) {
    CompletionStatus status = errno > 0 && errno < LIMIT ? STATUSES[errno] : null;
    return status == null ? CompletionStatus.FAILED : status;
  }

  /** Number and symbolic name, for instance {@code 104 (ECONNRESET)}. */
  public static String describe(int errno) {
    String name = errno > 0 && errno < LIMIT ? NAMES[errno] : null;
    return errno + " (" + (name == null ? "unknown" : name) + ")";
  }

  private static void put(int errno, String name, CompletionStatus status) {
    NAMES[errno] = name;
    STATUSES[errno] = status;
  }
}
