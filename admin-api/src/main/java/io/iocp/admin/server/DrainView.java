package io.iocp.admin.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server is being taken out of service.
 *
 * @param on whether it refuses traffic: its readiness is down
 * @param since when that was said; null while it is off
 * @param disconnectUntil by when its clients are asked to leave; null if they may stay
 * @param connections clients that are still there
 */
record DrainView(
    boolean on, @Nullable Instant since, @Nullable Instant disconnectUntil, int connections) {}
