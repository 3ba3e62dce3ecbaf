package io.iocp.admin.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server is being taken out of service.
 *
 * @param on whether it refuses traffic: its readiness is down
 * @param since when that was said; null while it is off
 * @param disconnectUntil by when the last of its clients is told to leave; null while it is off,
 *     and when all have been told
 * @param told clients that have been told to leave
 * @param total clients there were when the first was told
 * @param connections clients that are still there
 */
record DrainView(
    boolean on,
    @Nullable Instant since,
    @Nullable Instant disconnectUntil,
    int told,
    int total,
    int connections) {}
