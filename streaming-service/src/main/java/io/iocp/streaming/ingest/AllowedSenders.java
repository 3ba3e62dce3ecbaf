package io.iocp.streaming.ingest;

import io.iocp.access.AddressRange;
import java.net.InetAddress;
import java.util.List;

/**
 * From where a stream may come that has a port of its own.
 *
 * @param ranges addresses and networks; any if empty
 */
public record AllowedSenders(List<AddressRange> ranges) {

  /** Keeps a copy of the list. */
  public AllowedSenders {
    ranges = List.copyOf(ranges);
  }

  /**
   * Those that are written as addresses and CIDR ranges.
   *
   * @throws IllegalArgumentException when one is not
   */
  public static AllowedSenders parse(List<String> ranges) {
    return new AllowedSenders(ranges.stream().map(AddressRange::parse).toList());
  }

  /** Whether a stream may come from this address. */
  public boolean contain(InetAddress sender) {
    return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(sender));
  }
}
