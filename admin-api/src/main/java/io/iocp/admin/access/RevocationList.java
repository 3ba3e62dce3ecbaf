package io.iocp.admin.access;

import java.util.List;

/**
 * What is revoked.
 *
 * @param revocations the keys, sorted
 */
record RevocationList(List<String> revocations) {}
