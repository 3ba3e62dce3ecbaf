package io.iocp.admin.bans;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban to add.
 *
 * @param range an address or a range in CIDR notation
 * @param reason reason, for humans
 * @param expiresInSeconds duration in seconds; null for no expiry, or for expires
 * @param expires time at which it expires; null for no expiry, or for expiresInSeconds
 * @param disconnect whether connected clients in the range are disconnected
 */
record BanRequest(
    @Nullable String range,
    @Nullable String reason,
    @Nullable Long expiresInSeconds,
    @Nullable Instant expires,
    @Nullable Boolean disconnect) {}
