package io.iocp.admin.access;

import org.jspecify.annotations.Nullable;

/**
 * What is to be revoked.
 *
 * @param key user:NAME, token:NAME, callback:NAME, jwt:ID, ticket:ID, session:ID or the hash of a
 *     token
 */
record RevocationRequest(@Nullable String key) {}
