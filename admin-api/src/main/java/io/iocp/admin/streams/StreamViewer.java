package io.iocp.admin.streams;

/**
 * A viewer of a stream at one moment.
 *
 * @param client id of its client
 * @param remoteAddress address and port of its client
 * @param behind whether it gets nothing because what waited for it was too old or too much, until
 *     it has caught up
 * @param lagMillis time for which it has been behind; 0 if it is not
 * @param delayMillis age of the oldest byte that had arrived for it and was not sent, a second ago
 *     at most
 * @param queuedBytes memory that waits for it
 * @param droppedToKeyframe how often it has been cut off until a keyframe
 * @param skippedChunks chunks that were not queued for it
 * @param discardedBytes memory of what was queued for it and discarded
 */
public record StreamViewer(
    long client,
    String remoteAddress,
    boolean behind,
    long lagMillis,
    long delayMillis,
    long queuedBytes,
    long droppedToKeyframe,
    long skippedChunks,
    long discardedBytes) {}
