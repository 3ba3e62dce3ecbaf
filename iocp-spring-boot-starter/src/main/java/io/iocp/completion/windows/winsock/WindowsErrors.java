package io.iocp.completion.windows.winsock;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.jna.ErrorTable;
import io.iocp.completion.jna.NativeCallException;

/**
 * The one table of this engine's native codes: name and status of each. Three families share it and
 * never collide: {@code NTSTATUS} from {@code OVERLAPPED.Internal} ({@code <ntstatus.h>}, failures
 * are negative as an {@code int}), and what {@code GetLastError} says after a call that failed,
 * Win32 ({@code <winerror.h>}, below 10,000) and Winsock ({@code <winsock2.h>}, from 10,000 on).
 */
public final class WindowsErrors {

  public static final int SUCCESS = 0;
  public static final int ERROR_INVALID_PARAMETER = 87;
  public static final int WAIT_TIMEOUT = 258;
  public static final int ERROR_OPERATION_ABORTED = 995;
  public static final int WSA_IO_PENDING = 997;
  public static final int ERROR_NOT_FOUND = 1168;
  public static final int WSAEWOULDBLOCK = 10035;
  public static final int WSAEMSGSIZE = 10040;
  public static final int WSAENETUNREACH = 10051;
  static final int WSAEACCES = 10013;
  static final int WSAEMFILE = 10024;
  static final int WSAEADDRINUSE = 10048;
  static final int WSAEAFNOSUPPORT = 10047;
  static final int WSAEADDRNOTAVAIL = 10049;
  static final int WSAENOTCONN = 10057;
  public static final int WSAHOST_NOT_FOUND = 11001;
  public static final int STATUS_CONNECTION_RESET = 0xC000020D;
  static final int STATUS_CANCELLED = 0xC0000120;

  private static final ErrorTable TABLE = new ErrorTable(WindowsErrors::number);

  static {
    TABLE.put(SUCCESS, "SUCCESS", CompletionStatus.OK);

    TABLE.put(0xC0000007, "STATUS_PAGEFILE_QUOTA", CompletionStatus.NO_BUFFERS);
    TABLE.put(0xC0000008, "STATUS_INVALID_HANDLE", CompletionStatus.FAILED);
    TABLE.put(0xC000000D, "STATUS_INVALID_PARAMETER", CompletionStatus.FAILED);
    TABLE.put(0xC0000011, "STATUS_END_OF_FILE", CompletionStatus.END_OF_STREAM);
    TABLE.put(0xC0000017, "STATUS_NO_MEMORY", CompletionStatus.NO_BUFFERS);
    TABLE.put(0xC0000044, "STATUS_QUOTA_EXCEEDED", CompletionStatus.NO_BUFFERS);
    TABLE.put(0xC000009A, "STATUS_INSUFFICIENT_RESOURCES", CompletionStatus.NO_BUFFERS);
    TABLE.put(0xC00000A1, "STATUS_WORKING_SET_QUOTA", CompletionStatus.NO_BUFFERS);
    TABLE.put(0xC00000B5, "STATUS_IO_TIMEOUT", CompletionStatus.TIMED_OUT);
    TABLE.put(0xC00000C4, "STATUS_UNEXPECTED_NETWORK_ERROR", CompletionStatus.RESET);
    TABLE.put(0xC00000C9, "STATUS_NETWORK_NAME_DELETED", CompletionStatus.RESET);
    TABLE.put(STATUS_CANCELLED, "STATUS_CANCELLED", CompletionStatus.ABORTED);
    TABLE.put(0xC000012D, "STATUS_COMMITMENT_LIMIT", CompletionStatus.NO_BUFFERS);
    // Our own system gave the connection up.
    TABLE.put(0xC000013B, "STATUS_LOCAL_DISCONNECT", CompletionStatus.RESET);
    TABLE.put(0xC000013C, "STATUS_REMOTE_DISCONNECT", CompletionStatus.RESET);
    TABLE.put(0xC000013E, "STATUS_LINK_FAILED", CompletionStatus.RESET);
    TABLE.put(0xC000013F, "STATUS_LINK_TIMEOUT", CompletionStatus.TIMED_OUT);
    TABLE.put(0xC0000140, "STATUS_INVALID_CONNECTION", CompletionStatus.RESET);
    TABLE.put(0xC0000184, "STATUS_INVALID_DEVICE_STATE", CompletionStatus.FAILED);
    TABLE.put(0xC000020A, "STATUS_ADDRESS_ALREADY_EXISTS", CompletionStatus.FAILED);
    TABLE.put(0xC000020C, "STATUS_CONNECTION_DISCONNECTED", CompletionStatus.RESET);
    TABLE.put(STATUS_CONNECTION_RESET, "STATUS_CONNECTION_RESET", CompletionStatus.RESET);
    TABLE.put(0xC0000236, "STATUS_CONNECTION_REFUSED", CompletionStatus.REFUSED);
    TABLE.put(0xC0000237, "STATUS_GRACEFUL_DISCONNECT", CompletionStatus.RESET);
    TABLE.put(0xC000023A, "STATUS_CONNECTION_INVALID", CompletionStatus.RESET);
    TABLE.put(0xC000023C, "STATUS_NETWORK_UNREACHABLE", CompletionStatus.UNREACHABLE);
    TABLE.put(0xC000023D, "STATUS_HOST_UNREACHABLE", CompletionStatus.UNREACHABLE);
    TABLE.put(0xC000023E, "STATUS_PROTOCOL_UNREACHABLE", CompletionStatus.UNREACHABLE);
    TABLE.put(0xC000023F, "STATUS_PORT_UNREACHABLE", CompletionStatus.REFUSED);
    TABLE.put(0xC0000240, "STATUS_REQUEST_ABORTED", CompletionStatus.RESET);
    TABLE.put(0xC0000241, "STATUS_CONNECTION_ABORTED", CompletionStatus.RESET);
    TABLE.put(0xC0000350, "STATUS_HOST_DOWN", CompletionStatus.UNREACHABLE);
    // closesocket with a receive pending, as Wine reports it.
    TABLE.put(0x8000000A, "STATUS_HANDLES_CLOSED", CompletionStatus.ABORTED);

    TABLE.put(6, "ERROR_INVALID_HANDLE", CompletionStatus.FAILED);
    TABLE.put(8, "ERROR_NOT_ENOUGH_MEMORY", CompletionStatus.NO_BUFFERS);
    TABLE.put(2, "ERROR_FILE_NOT_FOUND", CompletionStatus.FAILED);
    TABLE.put(5, "ERROR_ACCESS_DENIED", CompletionStatus.FAILED);
    TABLE.put(32, "ERROR_SHARING_VIOLATION", CompletionStatus.FAILED);
    TABLE.put(38, "ERROR_HANDLE_EOF", CompletionStatus.END_OF_STREAM);
    TABLE.put(59, "ERROR_UNEXP_NET_ERR", CompletionStatus.RESET);
    TABLE.put(64, "ERROR_NETNAME_DELETED", CompletionStatus.RESET);
    TABLE.put(ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER", CompletionStatus.FAILED);
    TABLE.put(121, "ERROR_SEM_TIMEOUT", CompletionStatus.TIMED_OUT);
    TABLE.put(WAIT_TIMEOUT, "WAIT_TIMEOUT", CompletionStatus.TIMED_OUT);
    TABLE.put(735, "ERROR_ABANDONED_WAIT_0", CompletionStatus.ABORTED);
    TABLE.put(ERROR_OPERATION_ABORTED, "ERROR_OPERATION_ABORTED", CompletionStatus.ABORTED);
    TABLE.put(WSA_IO_PENDING, "WSA_IO_PENDING", CompletionStatus.FAILED);
    TABLE.put(ERROR_NOT_FOUND, "ERROR_NOT_FOUND", CompletionStatus.FAILED);
    TABLE.put(1225, "ERROR_CONNECTION_REFUSED", CompletionStatus.REFUSED);
    TABLE.put(1231, "ERROR_NETWORK_UNREACHABLE", CompletionStatus.UNREACHABLE);
    TABLE.put(1232, "ERROR_HOST_UNREACHABLE", CompletionStatus.UNREACHABLE);
    TABLE.put(1236, "ERROR_CONNECTION_ABORTED", CompletionStatus.RESET);

    TABLE.put(10004, "WSAEINTR", CompletionStatus.ABORTED);
    TABLE.put(10009, "WSAEBADF", CompletionStatus.FAILED);
    TABLE.put(WSAEACCES, "WSAEACCES", CompletionStatus.FAILED);
    TABLE.put(10014, "WSAEFAULT", CompletionStatus.FAILED);
    TABLE.put(10022, "WSAEINVAL", CompletionStatus.FAILED);
    TABLE.put(WSAEMFILE, "WSAEMFILE", CompletionStatus.FAILED);
    TABLE.put(WSAEWOULDBLOCK, "WSAEWOULDBLOCK", CompletionStatus.FAILED);
    TABLE.put(10038, "WSAENOTSOCK", CompletionStatus.FAILED);
    TABLE.put(WSAEMSGSIZE, "WSAEMSGSIZE", CompletionStatus.FAILED);
    TABLE.put(10042, "WSAENOPROTOOPT", CompletionStatus.FAILED);
    TABLE.put(10045, "WSAEOPNOTSUPP", CompletionStatus.FAILED);
    TABLE.put(WSAEAFNOSUPPORT, "WSAEAFNOSUPPORT", CompletionStatus.FAILED);
    TABLE.put(WSAEADDRINUSE, "WSAEADDRINUSE", CompletionStatus.FAILED);
    TABLE.put(WSAEADDRNOTAVAIL, "WSAEADDRNOTAVAIL", CompletionStatus.FAILED);
    TABLE.put(10050, "WSAENETDOWN", CompletionStatus.UNREACHABLE);
    TABLE.put(WSAENETUNREACH, "WSAENETUNREACH", CompletionStatus.UNREACHABLE);
    TABLE.put(10052, "WSAENETRESET", CompletionStatus.RESET);
    TABLE.put(10053, "WSAECONNABORTED", CompletionStatus.RESET);
    TABLE.put(10054, "WSAECONNRESET", CompletionStatus.RESET);
    TABLE.put(10055, "WSAENOBUFS", CompletionStatus.NO_BUFFERS);
    TABLE.put(10056, "WSAEISCONN", CompletionStatus.FAILED);
    TABLE.put(WSAENOTCONN, "WSAENOTCONN", CompletionStatus.RESET);
    TABLE.put(10058, "WSAESHUTDOWN", CompletionStatus.RESET);
    TABLE.put(10060, "WSAETIMEDOUT", CompletionStatus.TIMED_OUT);
    TABLE.put(10061, "WSAECONNREFUSED", CompletionStatus.REFUSED);
    TABLE.put(10064, "WSAEHOSTDOWN", CompletionStatus.UNREACHABLE);
    TABLE.put(10065, "WSAEHOSTUNREACH", CompletionStatus.UNREACHABLE);
    TABLE.put(10091, "WSASYSNOTREADY", CompletionStatus.FAILED);
    TABLE.put(10093, "WSANOTINITIALISED", CompletionStatus.FAILED);
    TABLE.put(10101, "WSAEDISCON", CompletionStatus.RESET);
    TABLE.put(WSAHOST_NOT_FOUND, "WSAHOST_NOT_FOUND", CompletionStatus.UNREACHABLE);
  }

  private WindowsErrors() {}

  private static String number(int code) {
    return code < 0 ? "0x" + Integer.toHexString(code) : Integer.toString(code);
  }

  /** The status behind a code; {@code FAILED} for codes that the table does not know. */
  public static CompletionStatus status(int code) {
    return TABLE.status(code);
  }

  /** Number and symbolic name, for instance {@code 10054 (WSAECONNRESET)}; NTSTATUS in hex. */
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
    return code == WSAEAFNOSUPPORT || code == WSAEADDRNOTAVAIL;
  }

  /**
   * Whether a bind or a listen failed because somebody else has the address, or has it exclusively.
   */
  static boolean saysInUse(int code) {
    return code == WSAEADDRINUSE || code == WSAEACCES;
  }
}
