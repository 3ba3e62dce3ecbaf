package io.iocp.admin.bans;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whom to shut out.
 *
 * @param range an address or a range in CIDR notation
 * @param reason why, for people
 * @param expiresInSeconds for how long; null for ever, or until expires
 * @param expires until when; null for ever, or for expiresInSeconds
 * @param disconnect whether clients that are connected from there are disconnected
 */
record BanRequest(
    @Nullable String range,
    @Nullable String reason,
    @Nullable Long expiresInSeconds,
    @Nullable Instant expires,
    @Nullable Boolean disconnect) {}
