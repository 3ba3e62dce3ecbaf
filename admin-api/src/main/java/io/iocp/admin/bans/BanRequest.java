package io.iocp.admin.bans;

import io.iocp.access.Ban;
import io.swagger.v3.oas.annotations.media.Schema;
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
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String range,
    @Schema(maxLength = Ban.MAXIMUM_REASON_LENGTH) @Nullable String reason,
    @Schema(minimum = "1") @Nullable Long expiresInSeconds,
    @Nullable Instant expires,
    @Nullable Boolean disconnect) {}
