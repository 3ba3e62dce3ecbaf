package io.iocp.autoconfigure;

import java.net.InetSocketAddress;

/** The transport could not listen. */
final class TransportStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TransportStartException(InetSocketAddress address, Throwable cause) {
    super("The transport cannot listen on " + address + ": " + cause.getMessage(), cause);
  }
}
