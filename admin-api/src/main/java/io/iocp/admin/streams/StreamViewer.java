package io.iocp.admin.streams;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a viewer of a stream.
 *
 * @param client id of its client
 * @param remoteAddress address and port of its client
 * @param identity who it is, such as user:NAME or token:NAME; null if that is not known
 * @param right the right by which it watches; null if that is not known
 * @param adaptive whether it moves among the renditions of a stream, by what its link carries
 * @param pinnedRendition the rendition that it is held to; null while it moves by itself, or cannot
 * @param behind whether it gets nothing until it has caught up, because its queue was too old or
 *     too large
 * @param lagMillis time since it fell behind; 0 if it is not behind
 * @param delayMillis age of the oldest unsent byte, sampled once a second
 * @param queuedBytes memory of its queue
 * @param droppedToKeyframe how often it fell behind and waited for a keyframe
 * @param skippedChunks number of chunks that were not queued for it
 * @param discardedBytes bytes that were queued for it and discarded
 */
public record StreamViewer(
    long client,
    String remoteAddress,
    @Nullable String identity,
    @Nullable String right,
    boolean adaptive,
    @Nullable String pinnedRendition,
    boolean behind,
    long lagMillis,
    long delayMillis,
    long queuedBytes,
    long droppedToKeyframe,
    long skippedChunks,
    long discardedBytes) {}
