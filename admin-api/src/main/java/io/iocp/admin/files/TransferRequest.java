package io.iocp.admin.files;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A file to offer to a client.
 *
 * @param client id of a client with a session for files
 * @param name name of the file
 */
record TransferRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minimum = "1") @Nullable Long client,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1) @Nullable String name) {}
