package io.iocp.admin.server;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How to drain the server.
 *
 * @param disconnectOverSeconds time in seconds over which the clients are disconnected with 1001,
 *     evenly; 0 for all at once; null to keep them, and to accept new ones although readiness is
 *     down
 */
record DrainRequest(
    @Schema(minimum = "0", maximum = "" + DrainRequest.MAXIMUM_SECONDS)
        @Nullable Integer disconnectOverSeconds) {

  static final int MAXIMUM_SECONDS = 3600;
}
