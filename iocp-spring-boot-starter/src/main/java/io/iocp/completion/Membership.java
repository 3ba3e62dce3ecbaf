package io.iocp.completion;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/**
 * How a datagram socket belongs to the multicast group that it is bound to.
 *
 * @param networkInterface where the group is joined
 * @param source the only address from which datagrams are wanted (source-specific multicast, RFC
 *     4607); any if null
 */
public record Membership(NetworkInterface networkInterface, @Nullable InetAddress source) {

  public Membership {
    if (source != null && source.isMulticastAddress()) {
      throw new IllegalArgumentException("a source is no multicast group: source=" + source);
    }
  }
}
