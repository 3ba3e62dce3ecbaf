package io.iocp.admin.access;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be revoked.
 *
 * @param key user:NAME, token:NAME, callback:NAME, jwt:ID, ticket:ID, session:ID or the hash of a
 *     token
 */
record RevocationRequest(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            pattern = "^((user|token|callback|jwt|ticket|session|sha256):.{1,200}|callback|user)$")
        @Nullable String key) {}
