package io.iocp.admin.server;

import java.time.Instant;

/**
 * Statistics of the server for one second.
 *
 * @param time end of the second
 * @param connections current connections
 * @param receivedBytesPerSecond bytes received from all clients
 * @param sentBytesPerSecond bytes sent to all clients
 * @param acceptedPerSecond connections accepted
 * @param pendingIo operations in flight
 * @param completionsPerSecond operations completed
 * @param batchSize average number of completions per system call
 * @param freeBuffers free buffers in the pool
 * @param usedBufferBytes native memory of the buffers in use
 * @param maximumBufferBytes maximum native memory of buffers
 * @param p99DelayMicros 99th percentile of the time until a worker executes a posted packet, over
 *     the last ten seconds: the minimum delay of everything that is sent
 */
record Statistics(
    Instant time,
    int connections,
    long receivedBytesPerSecond,
    long sentBytesPerSecond,
    long acceptedPerSecond,
    int pendingIo,
    long completionsPerSecond,
    double batchSize,
    long freeBuffers,
    long usedBufferBytes,
    long maximumBufferBytes,
    long p99DelayMicros) {}
