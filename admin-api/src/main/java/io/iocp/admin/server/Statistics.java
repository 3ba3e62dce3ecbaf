package io.iocp.admin.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of the server for one second.
 *
 * @param time end of the second
 * @param streams live streams; null where the application has none
 * @param viewers viewers of all streams; null likewise
 * @param viewerDelayMillis 99th percentile of the delay of a stream's viewers, of the stream where
 *     it is largest; null likewise
 * @param cpuShare share of all processors that the process takes, from 0 to 1; null while unknown
 * @param usedHeapBytes Java heap in use
 * @param maximumHeapBytes maximum of the Java heap
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
    @Nullable Integer streams,
    @Nullable Integer viewers,
    @Nullable Long viewerDelayMillis,
    @Nullable Double cpuShare,
    long usedHeapBytes,
    long maximumHeapBytes,
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
