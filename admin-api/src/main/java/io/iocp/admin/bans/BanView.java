package io.iocp.admin.bans;

import io.iocp.access.AddressRange;
import io.iocp.access.Ban;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are shut out.
 *
 * @param range the addresses in CIDR notation; one alone has no prefix
 * @param address the range's address, for the path of the ban
 * @param prefix the range's prefix, for the path of the ban
 * @param reason why, for people
 * @param since when it was imposed
 * @param expires when it ends by itself; null for never
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
    String text = range.toString();
    int slash = text.indexOf('/');
    return new BanView(
        text,
        slash < 0 ? text : text.substring(0, slash),
        range.prefixLength(),
        ban.reason(),
        ban.since(),
        ban.expires());
  }
}
