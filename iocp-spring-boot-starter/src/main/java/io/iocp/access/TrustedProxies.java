package io.iocp.access;

import java.util.List;

/**
 * Proxies that say truthfully for whom they connect. Limits and lists apply to their clients, not
 * to themselves; only the maximum of connections does. Fixed while the transport runs.
 *
 * @param ranges where they are; nobody is trusted if empty
 * @param proxyProtocol whether each of their connections begins with a header of the PROXY
 *     protocol, version 2; connections from elsewhere never do
 */
public record TrustedProxies(List<AddressRange> ranges, boolean proxyProtocol) {

  /** Nobody is trusted. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of(), false);

  public TrustedProxies {
    ranges = List.copyOf(ranges);
    if (ranges.size() > AccessLists.MAXIMUM_RANGES) {
      throw new IllegalArgumentException(
          "ranges must be at most " + AccessLists.MAXIMUM_RANGES + ": size=" + ranges.size());
    }
    if (proxyProtocol && ranges.isEmpty()) {
      throw new IllegalArgumentException(
          "the PROXY protocol needs trusted proxies: without them, any client could forge its "
              + "address");
    }
  }
}
