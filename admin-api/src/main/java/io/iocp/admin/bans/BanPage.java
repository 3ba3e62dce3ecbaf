package io.iocp.admin.bans;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of bans: IPv4 first, by address and prefix.
 *
 * @param bans the part
 * @param next the after of the following part; null if this is the last
 */
record BanPage(List<BanView> bans, @Nullable String next) {}
