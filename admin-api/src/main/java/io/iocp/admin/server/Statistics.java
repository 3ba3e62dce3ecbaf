package io.iocp.admin.server;

import java.time.Instant;

/**
 * How the server did in one second.
 *
 * @param time the end of the second
 * @param connections connections now
 * @param receivedBytesPerSecond bytes received from all clients
 * @param sentBytesPerSecond bytes sent to all clients
 * @param acceptedPerSecond connections accepted
 * @param pendingIo operations in flight
 * @param completionsPerSecond operations that came home
 * @param batchSize operations that came home with one call into the kernel, on average
 * @param freeBuffers buffers of the pool that are ready to be taken
 * @param usedBufferBytes native memory in use
 * @param maximumBufferBytes native memory that may be in use
 * @param p99DelayMicros 99th percentile of the time until a worker comes to what is posted to it,
 *     over the last ten seconds: what everything that is sent waits for at least
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
