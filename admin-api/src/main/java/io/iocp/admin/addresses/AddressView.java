package io.iocp.admin.addresses;

import io.iocp.access.AddressRange;
import io.iocp.admin.ranges.Ranges;

/**
 * An address or a range on a list.
 *
 * @param range the range in CIDR notation, without a prefix for a single address
 * @param address the range's address, for the path of the entry
 * @param prefix the range's prefix, for the path of the entry
 */
record AddressView(String range, String address, int prefix) {

  static AddressView of(AddressRange range) {
    return new AddressView(range.toString(), Ranges.address(range), range.prefixLength());
  }
}
