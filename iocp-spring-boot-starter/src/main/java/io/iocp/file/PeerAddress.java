package io.iocp.file;

import java.net.InetSocketAddress;

/** Addresses as people write them. */
final class PeerAddress {

  private PeerAddress() {}

  /** Without a look-up of the name, and an IPv6 address in brackets (RFC 3986, section 3.2.2). */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
