package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stream looks like at one moment.
 *
 * @param id its name
 * @param description what it is, or null while the publisher has not sent enough to tell
 * @param publisher id of the publishing client
 * @param waiting whether its publisher is away and it waits for another one
 * @param viewers viewers now
 * @param laggards those of them that are behind
 * @param chunks chunks published
 * @param bytes media bytes published
 * @param bytesPerSecond media bytes published in the last second
 * @param deliveredBytes media bytes queued for all viewers together
 * @param delays how far its viewers are behind
 * @param health how its publisher does
 * @param upstream where it comes from
 * @param age time since it was published first
 */
public record StreamSnapshot(
    StreamId id,
    @Nullable StreamDescription description,
    long publisher,
    boolean waiting,
    int viewers,
    int laggards,
    long chunks,
    long bytes,
    long bytesPerSecond,
    long deliveredBytes,
    DelaySnapshot delays,
    StreamHealth health,
    Upstream upstream,
    Duration age) {}
