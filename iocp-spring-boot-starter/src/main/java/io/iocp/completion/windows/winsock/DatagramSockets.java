package io.iocp.completion.windows.winsock;

import io.iocp.completion.DatagramOptions;
import io.iocp.completion.jna.NativeCallException;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What UDP sockets need besides {@link Sockets}. Any thread. */
public final class DatagramSockets {

  // <mswsock.h>
  private static final int SIO_UDP_CONNRESET = 0x9800000C;

  private DatagramSockets() {}

  /** A socket that is to be bound. */
  public static long open(int family, DatagramOptions options) throws NativeCallException {
    long socket = Sockets.datagram(family);
    try {
      Sockets.buffers(socket, options.sendBufferBytes(), options.receiveBufferBytes());
      // Else a receive fails because somebody who was sent a datagram does not listen any more.
      Sockets.control(socket, SIO_UDP_CONNRESET, false);
      return socket;
    } catch (NativeCallException e) {
      Sockets.close(socket);
      throw e;
    }
  }

  /**
   * Binds it.
   *
   * @return the address with the real port
   */
  public static InetSocketAddress bind(long socket, int family, InetSocketAddress address)
      throws IOException {
    Sockets.bindExclusively(socket, family, address);
    return Sockets.localAddress(socket);
  }
}
