package io.iocp.datagram;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * Where an application takes datagrams. Beans of this type are looked up when the transport begins
 * to listen, so that their handlers may need the transport. Bans and lists of addresses apply as
 * they do to connections.
 *
 * @param protocol what comes, in a word for the log
 * @param address where to listen, port 0 for any free one; a multicast group is joined
 * @param source the only sender that a multicast group is joined for; any if null
 * @param networkInterface where a multicast group is joined; null for the first that is up, knows
 *     multicast and is no loopback
 * @param handler takes all datagrams
 */
public record DatagramListener(
    String protocol,
    InetSocketAddress address,
    @Nullable InetAddress source,
    @Nullable NetworkInterface networkInterface,
    DatagramHandler handler) {

  public DatagramListener {
    boolean group = address.getAddress().isMulticastAddress();
    if (!group && (source != null || networkInterface != null)) {
      throw new IllegalArgumentException(
          "a source and an interface belong to a multicast group: " + address);
    }
    if (source != null
        && (source.isMulticastAddress() || source.getClass() != address.getAddress().getClass())) {
      throw new IllegalArgumentException(
          "a source must be an address of one machine, of the group's family: group="
              + address
              + ", source="
              + source);
    }
  }

  /** Takes what comes to an address of this machine. */
  public DatagramListener(String protocol, InetSocketAddress address, DatagramHandler handler) {
    this(protocol, address, null, null, handler);
  }
}
