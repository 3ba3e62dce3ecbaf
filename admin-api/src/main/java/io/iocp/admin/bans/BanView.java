package io.iocp.admin.bans;

import io.iocp.access.AddressRange;
import io.iocp.access.Ban;
import io.iocp.admin.ranges.Ranges;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban of an address or a range.
 *
 * @param range the range in CIDR notation, without a prefix for a single address
 * @param address the range's address, for the path of the ban
 * @param prefix the range's prefix, for the path of the ban
 * @param reason reason, for humans
 * @param since time at which it was added
 * @param expires time at which it expires; null for never
 */
record BanView(
    String range,
    String address,
    int prefix,
    String reason,
    Instant since,
    @Nullable Instant expires) {

  static BanView of(Ban ban) {
    AddressRange range = ban.range();
    return new BanView(
        range.toString(),
        Ranges.address(range),
        range.prefixLength(),
        ban.reason(),
        ban.since(),
        ban.expires());
  }
}
