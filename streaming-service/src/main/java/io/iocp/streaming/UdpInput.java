package io.iocp.streaming;

import io.iocp.streaming.ingest.AllowedSenders;
import io.iocp.streaming.ingest.udp.UdpOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A stream that comes by UDP.
 *
 * @param port port to listen on; 0 for any free one
 * @param address address to listen on, for unicast
 * @param group multicast group to join instead
 * @param source the only sender that the group is joined for; any if not set
 * @param networkInterface name of the interface on which the group is joined; the first that knows
 *     multicast and is no loopback if not set
 * @param allowedSenders addresses and ranges from which the stream may come; any if not set
 * @param timeout time without datagrams after which the sender has lost the stream
 */
record UdpInput(
    @Nullable Integer port,
    @DefaultValue("127.0.0.1") InetAddress address,
    @Nullable InetAddress group,
    @Nullable InetAddress source,
    @Nullable String networkInterface,
    @DefaultValue List<String> allowedSenders,
    @DefaultValue("3s") Duration timeout) {

  void check(String name) {
    InputChecks.stream(name);
    InputChecks.port(port);
    toOptions();
    if (group != null && !group.isMulticastAddress()) {
      throw new IllegalArgumentException("group is no multicast address: " + group);
    }
    if (group == null && address.isMulticastAddress()) {
      throw new IllegalArgumentException("address is a multicast group: set it as group");
    }
    if (group == null && (source != null || networkInterface != null)) {
      throw new IllegalArgumentException("source and network-interface need a group");
    }
  }

  UdpOptions toOptions() {
    return new UdpOptions(AllowedSenders.parse(allowedSenders), timeout);
  }
}
