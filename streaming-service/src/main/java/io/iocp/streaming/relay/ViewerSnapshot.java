package io.iocp.streaming.relay;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a viewer looks like at one moment.
 *
 * @param client id of its client
 * @param remoteAddress address of its client
 * @param behindFor time for which it has been behind, or null if it is not
 * @param queuedBytes memory that waits for it
 * @param dropsToKeyframe how often it has been cut off until a keyframe
 */
public record ViewerSnapshot(
    long client,
    InetSocketAddress remoteAddress,
    @Nullable Duration behindFor,
    long queuedBytes,
    int dropsToKeyframe) {}
