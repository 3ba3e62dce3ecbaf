package io.iocp.connection;

/**
 * How far draining is.
 *
 * @param state whether connections are let go
 * @param told connections that have been told to leave
 * @param total connections there were when it began
 * @param remainingNanos time until the last one is told; 0 unless {@code DRAINING}
 */
public record DrainSnapshot(DrainState state, int told, int total, long remainingNanos) {}
