package io.iocp.completion.windows.winsock;

import com.sun.jna.Native;

/** mswsock.dll, mapped directly as in {@link Kernel32Calls}. */
public final class MswsockCalls {

  static {
    Native.register(MswsockCalls.class, "mswsock");
  }

  private MswsockCalls() {}

  public static native int AcceptEx(
      long listener,
      long accepted,
      long output,
      int dataBytes,
      int localBytes,
      int remoteBytes,
      long received,
      long overlapped);

  public static native int TransmitFile(
      long socket,
      long file,
      int fileBytes,
      int bytesPerSend,
      long overlapped,
      long buffers,
      int flags);

  static native void GetAcceptExSockaddrs(
      long output,
      int dataBytes,
      int localBytes,
      int remoteBytes,
      long local,
      long localBytesOut,
      long remote,
      long remoteBytesOut);
}
