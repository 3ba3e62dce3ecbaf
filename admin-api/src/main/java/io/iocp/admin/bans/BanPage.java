package io.iocp.admin.bans;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of bans: IPv4 first, by address and prefix.
 *
 * @param bans the bans of this page
 * @param next after for the next page; null on the last page
 */
record BanPage(List<BanView> bans, @Nullable String next) {}
