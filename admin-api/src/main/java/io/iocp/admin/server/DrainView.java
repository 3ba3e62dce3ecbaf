package io.iocp.admin.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server is draining.
 *
 * @param on whether it is draining: its readiness is down
 * @param since time at which draining began; null if off
 * @param disconnectUntil time by which the last client is disconnected; null if off, and when all
 *     have been disconnected
 * @param told number of clients that have been disconnected
 * @param total number of clients when disconnecting began
 * @param connections number of clients that are still connected
 */
record DrainView(
    boolean on,
    @Nullable Instant since,
    @Nullable Instant disconnectUntil,
    int told,
    int total,
    int connections) {}
