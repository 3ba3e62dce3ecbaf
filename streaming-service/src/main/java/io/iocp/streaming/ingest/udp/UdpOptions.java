package io.iocp.streaming.ingest.udp;

import io.iocp.access.AddressRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * Who may publish a stream by UDP.
 *
 * @param allowedSenders addresses from which the stream may come; any if empty
 * @param timeout time without datagrams after which a sender has lost the stream, above zero
 */
public record UdpOptions(List<AddressRange> allowedSenders, Duration timeout) {

  public UdpOptions {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: timeout=" + timeout);
    }
    allowedSenders = List.copyOf(allowedSenders);
  }

  boolean allows(InetAddress sender) {
    return allowedSenders.isEmpty()
        || allowedSenders.stream().anyMatch(range -> range.contains(sender));
  }
}
