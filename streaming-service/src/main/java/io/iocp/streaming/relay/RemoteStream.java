package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * A stream that another server has.
 *
 * @param id its name
 * @param description what it is, or null as long as it is not known
 * @param viewers viewers there
 * @param bytesPerSecond media bytes published in the last second
 */
public record RemoteStream(
    StreamId id, @Nullable StreamDescription description, int viewers, long bytesPerSecond) {}
