package io.iocp.completion.windows.winsock;

import com.sun.jna.Native;

/**
 * ws2_32.dll, mapped directly as in {@link Kernel32Calls}. Its error code is the thread's last
 * error too.
 */
public final class Winsock2Calls {

  static {
    Native.register(Winsock2Calls.class, "ws2_32");
  }

  private Winsock2Calls() {}

  static native int WSAStartup(short version, long data);

  static native long WSASocketW(
      int family, int type, int protocol, long protocolInfo, int group, int flags);

  static native int bind(long socket, long address, int addressBytes);

  static native int listen(long socket, int backlog);

  static native int setsockopt(long socket, int level, int option, long value, int valueBytes);

  static native int getsockopt(long socket, int level, int option, long value, long valueBytes);

  static native int getsockname(long socket, long address, long addressBytes);

  static native int shutdown(long socket, int how);

  static native int closesocket(long socket);

  public static native int WSARecv(
      long socket,
      long buffers,
      int bufferCount,
      long received,
      long flags,
      long overlapped,
      long routine);

  public static native int WSASend(
      long socket,
      long buffers,
      int bufferCount,
      long sent,
      int flags,
      long overlapped,
      long routine);

  public static native int WSARecvFrom(
      long socket,
      long buffers,
      int bufferCount,
      long received,
      long flags,
      long sender,
      long senderBytes,
      long overlapped,
      long routine);

  public static native int WSASendTo(
      long socket,
      long buffers,
      int bufferCount,
      long sent,
      int flags,
      long receiver,
      int receiverBytes,
      long overlapped,
      long routine);

  static native int WSAIoctl(
      long socket,
      int code,
      long input,
      int inputBytes,
      long output,
      int outputBytes,
      long returned,
      long overlapped,
      long routine);
}
