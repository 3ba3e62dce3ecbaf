package io.iocp.completion.windows.winsock;

import io.iocp.completion.CompletionStatus;
import java.util.Map;
import java.util.TreeMap;

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

  private record Entry(String name, CompletionStatus status) {}

  private static final Map<Integer, Entry> TABLE = new TreeMap<>();

  static {
    put(SUCCESS, "SUCCESS", CompletionStatus.OK);

    put(0xC0000008, "STATUS_INVALID_HANDLE", CompletionStatus.FAILED);
    put(0xC000000D, "STATUS_INVALID_PARAMETER", CompletionStatus.FAILED);
    put(0xC0000011, "STATUS_END_OF_FILE", CompletionStatus.END_OF_STREAM);
    put(0xC0000017, "STATUS_NO_MEMORY", CompletionStatus.NO_BUFFERS);
    put(0xC000009A, "STATUS_INSUFFICIENT_RESOURCES", CompletionStatus.NO_BUFFERS);
    put(0xC00000B5, "STATUS_IO_TIMEOUT", CompletionStatus.TIMED_OUT);
    put(0xC00000C4, "STATUS_UNEXPECTED_NETWORK_ERROR", CompletionStatus.RESET);
    put(0xC00000C9, "STATUS_NETWORK_NAME_DELETED", CompletionStatus.RESET);
    put(STATUS_CANCELLED, "STATUS_CANCELLED", CompletionStatus.ABORTED);
    put(0xC000013B, "STATUS_LOCAL_DISCONNECT", CompletionStatus.ABORTED);
    put(0xC000013C, "STATUS_REMOTE_DISCONNECT", CompletionStatus.RESET);
    put(0xC000013E, "STATUS_LINK_FAILED", CompletionStatus.RESET);
    put(0xC000013F, "STATUS_LINK_TIMEOUT", CompletionStatus.TIMED_OUT);
    put(0xC0000140, "STATUS_INVALID_CONNECTION", CompletionStatus.RESET);
    put(0xC0000184, "STATUS_INVALID_DEVICE_STATE", CompletionStatus.FAILED);
    put(0xC000020A, "STATUS_ADDRESS_ALREADY_EXISTS", CompletionStatus.FAILED);
    put(0xC000020C, "STATUS_CONNECTION_DISCONNECTED", CompletionStatus.RESET);
    put(STATUS_CONNECTION_RESET, "STATUS_CONNECTION_RESET", CompletionStatus.RESET);
    put(0xC0000236, "STATUS_CONNECTION_REFUSED", CompletionStatus.REFUSED);
    put(0xC0000237, "STATUS_GRACEFUL_DISCONNECT", CompletionStatus.RESET);
    put(0xC000023A, "STATUS_CONNECTION_INVALID", CompletionStatus.RESET);
    put(0xC000023C, "STATUS_NETWORK_UNREACHABLE", CompletionStatus.UNREACHABLE);
    put(0xC000023D, "STATUS_HOST_UNREACHABLE", CompletionStatus.UNREACHABLE);
    put(0xC000023E, "STATUS_PROTOCOL_UNREACHABLE", CompletionStatus.UNREACHABLE);
    put(0xC000023F, "STATUS_PORT_UNREACHABLE", CompletionStatus.REFUSED);
    put(0xC0000240, "STATUS_REQUEST_ABORTED", CompletionStatus.RESET);
    put(0xC0000241, "STATUS_CONNECTION_ABORTED", CompletionStatus.RESET);
    // closesocket with a receive pending, as Wine reports it.
    put(0x8000000A, "STATUS_HANDLES_CLOSED", CompletionStatus.ABORTED);

    put(6, "ERROR_INVALID_HANDLE", CompletionStatus.FAILED);
    put(8, "ERROR_NOT_ENOUGH_MEMORY", CompletionStatus.NO_BUFFERS);
    put(2, "ERROR_FILE_NOT_FOUND", CompletionStatus.FAILED);
    put(5, "ERROR_ACCESS_DENIED", CompletionStatus.FAILED);
    put(32, "ERROR_SHARING_VIOLATION", CompletionStatus.FAILED);
    put(38, "ERROR_HANDLE_EOF", CompletionStatus.END_OF_STREAM);
    put(59, "ERROR_UNEXP_NET_ERR", CompletionStatus.RESET);
    put(64, "ERROR_NETNAME_DELETED", CompletionStatus.RESET);
    put(ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER", CompletionStatus.FAILED);
    put(121, "ERROR_SEM_TIMEOUT", CompletionStatus.TIMED_OUT);
    put(WAIT_TIMEOUT, "WAIT_TIMEOUT", CompletionStatus.TIMED_OUT);
    put(735, "ERROR_ABANDONED_WAIT_0", CompletionStatus.ABORTED);
    put(ERROR_OPERATION_ABORTED, "ERROR_OPERATION_ABORTED", CompletionStatus.ABORTED);
    put(WSA_IO_PENDING, "WSA_IO_PENDING", CompletionStatus.FAILED);
    put(ERROR_NOT_FOUND, "ERROR_NOT_FOUND", CompletionStatus.FAILED);
    put(1225, "ERROR_CONNECTION_REFUSED", CompletionStatus.REFUSED);
    put(1231, "ERROR_NETWORK_UNREACHABLE", CompletionStatus.UNREACHABLE);
    put(1232, "ERROR_HOST_UNREACHABLE", CompletionStatus.UNREACHABLE);
    put(1236, "ERROR_CONNECTION_ABORTED", CompletionStatus.RESET);

    put(10004, "WSAEINTR", CompletionStatus.ABORTED);
    put(10009, "WSAEBADF", CompletionStatus.FAILED);
    put(WSAEACCES, "WSAEACCES", CompletionStatus.FAILED);
    put(10014, "WSAEFAULT", CompletionStatus.FAILED);
    put(10022, "WSAEINVAL", CompletionStatus.FAILED);
    put(WSAEMFILE, "WSAEMFILE", CompletionStatus.FAILED);
    put(WSAEWOULDBLOCK, "WSAEWOULDBLOCK", CompletionStatus.FAILED);
    put(10038, "WSAENOTSOCK", CompletionStatus.FAILED);
    put(WSAEMSGSIZE, "WSAEMSGSIZE", CompletionStatus.FAILED);
    put(10042, "WSAENOPROTOOPT", CompletionStatus.FAILED);
    put(10045, "WSAEOPNOTSUPP", CompletionStatus.FAILED);
    put(WSAEAFNOSUPPORT, "WSAEAFNOSUPPORT", CompletionStatus.FAILED);
    put(WSAEADDRINUSE, "WSAEADDRINUSE", CompletionStatus.FAILED);
    put(WSAEADDRNOTAVAIL, "WSAEADDRNOTAVAIL", CompletionStatus.FAILED);
    put(10050, "WSAENETDOWN", CompletionStatus.UNREACHABLE);
    put(WSAENETUNREACH, "WSAENETUNREACH", CompletionStatus.UNREACHABLE);
    put(10052, "WSAENETRESET", CompletionStatus.RESET);
    put(10053, "WSAECONNABORTED", CompletionStatus.RESET);
    put(10054, "WSAECONNRESET", CompletionStatus.RESET);
    put(10055, "WSAENOBUFS", CompletionStatus.NO_BUFFERS);
    put(10056, "WSAEISCONN", CompletionStatus.FAILED);
    put(WSAENOTCONN, "WSAENOTCONN", CompletionStatus.RESET);
    put(10058, "WSAESHUTDOWN", CompletionStatus.RESET);
    put(10060, "WSAETIMEDOUT", CompletionStatus.TIMED_OUT);
    put(10061, "WSAECONNREFUSED", CompletionStatus.REFUSED);
    put(10064, "WSAEHOSTDOWN", CompletionStatus.UNREACHABLE);
    put(10065, "WSAEHOSTUNREACH", CompletionStatus.UNREACHABLE);
    put(10091, "WSASYSNOTREADY", CompletionStatus.FAILED);
    put(10093, "WSANOTINITIALISED", CompletionStatus.FAILED);
    put(10101, "WSAEDISCON", CompletionStatus.RESET);
    put(WSAHOST_NOT_FOUND, "WSAHOST_NOT_FOUND", CompletionStatus.UNREACHABLE);
  }

  private WindowsErrors() {}

  /** The status behind a code; {@code FAILED} for codes that the table does not know. */
  public static CompletionStatus status(int code) {
    Entry entry = TABLE.get(code);
    return entry == null ? CompletionStatus.FAILED : entry.status;
  }

  /** Number and symbolic name, for instance {@code 10054 (WSAECONNRESET)}; NTSTATUS in hex. */
  static String describe(int code) {
    Entry entry = TABLE.get(code);
    String number = code < 0 ? "0x" + Integer.toHexString(code) : Integer.toString(code);
    return number + " (" + (entry == null ? "unknown" : entry.name) + ")";
  }

  private static void put(int code, String name, CompletionStatus status) {
    Entry before = TABLE.put(code, new Entry(name, status));
    if (before != null) {
      throw new IllegalStateException(name + " and " + before.name + " have the same code");
    }
  }
}
