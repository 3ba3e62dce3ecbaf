package io.iocp.admin.addresses;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An address or a range to add to a list.
 *
 * @param range an address or a range in CIDR notation
 * @param disconnect whether connected clients that the lists do not admit are disconnected
 * @param force whether it is added even if the address of this request is shut out by it
 */
record AddressRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String range,
    @Nullable Boolean disconnect,
    @Nullable Boolean force) {}
