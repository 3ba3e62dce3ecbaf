package io.iocp.admin.access;

/**
 * What came of revoking.
 *
 * @param key what is revoked
 * @param closedSessions number of sessions that were closed
 */
record RevocationView(String key, int closedSessions) {}
