package io.iocp.admin.streams;

/**
 * A viewer of a stream at one moment.
 *
 * @param client id of its client
 * @param remoteAddress address and port of its client
 * @param behind whether it gets nothing because its queue was full, until it has caught up
 * @param lagMillis time for which it has been behind; 0 if it is not
 * @param queuedBytes memory that waits for it
 * @param droppedToKeyframe how often it has been cut off until a keyframe
 */
public record StreamViewer(
    long client,
    String remoteAddress,
    boolean behind,
    long lagMillis,
    long queuedBytes,
    long droppedToKeyframe) {}
