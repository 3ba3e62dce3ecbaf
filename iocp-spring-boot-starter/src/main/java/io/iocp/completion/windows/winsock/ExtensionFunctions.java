package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeFunction;
import io.iocp.completion.jna.SocketAddresses;
import java.util.UUID;

/**
 * The Winsock functions that no library exports: a socket is asked for their addresses. Seldom
 * called, so they need no direct mapping.
 */
public final class ExtensionFunctions {

  // <mswsock.h>
  private static final UUID WSAID_CONNECTEX =
      UUID.fromString("25a207b9-ddf3-4660-8ee9-76e58c74063e");

  private static final UUID WSAID_DISCONNECTEX =
      UUID.fromString("7fda2e11-8630-436f-a031-f536a6eec157");
  private static final int TF_REUSE_SOCKET = 0x02;

  private final NativeFunction connectEx;
  private final NativeFunction disconnectEx;

  private ExtensionFunctions(NativeFunction connectEx, NativeFunction disconnectEx) {
    this.connectEx = connectEx;
    this.disconnectEx = disconnectEx;
  }

  public static ExtensionFunctions load() throws NativeCallException {
    long socket = Sockets.stream(SocketAddresses.AF_INET);
    try {
      return new ExtensionFunctions(
          load(socket, WSAID_CONNECTEX), load(socket, WSAID_DISCONNECTEX));
    } finally {
      Sockets.close(socket);
    }
  }

  private static NativeFunction load(long socket, UUID id) throws NativeCallException {
    return NativeFunction.at(Sockets.extensionFunction(socket, id));
  }

  /** {@code BOOL ConnectEx(...)} without data to send: not 0 when it is connected already. */
  public int connectEx(long socket, long address, int addressBytes, long overlapped) {
    return connectEx.invokeInt(socket, address, addressBytes, 0L, 0, 0L, overlapped);
  }

  /** {@code BOOL DisconnectEx(...)} so that the socket can be accepted into again. */
  public int disconnectForReuse(long socket, long overlapped) {
    return disconnectEx.invokeInt(socket, overlapped, TF_REUSE_SOCKET, 0);
  }
}
