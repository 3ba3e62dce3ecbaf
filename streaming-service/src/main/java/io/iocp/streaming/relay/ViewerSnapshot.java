package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer looks like at one moment.
 *
 * @param client id of its client
 * @param remoteAddress address of its client
 * @param adaptive whether it moves among the renditions of a stream
 * @param pinned the rendition that it is held to, or null if it moves by itself, or cannot
 * @param behindFor time for which it has been behind, or null if it is not
 * @param delay age of the oldest byte that it had not been sent, a second ago at most
 * @param queuedBytes memory that waits for it
 * @param dropsToKeyframe how often it has been cut off until a keyframe
 * @param skippedChunks chunks that were not queued for it
 * @param discardedBytes memory of what was queued for it and discarded
 */
public record ViewerSnapshot(
    long client,
    InetSocketAddress remoteAddress,
    boolean adaptive,
    @Nullable StreamId pinned,
    @Nullable Duration behindFor,
    Duration delay,
    long queuedBytes,
    int dropsToKeyframe,
    long skippedChunks,
    long discardedBytes) {}
