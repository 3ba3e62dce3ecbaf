package io.iocp.admin.streams;

/**
 * Something about a publisher that hurts its viewers although it is relayed.
 *
 * @param kind name of the warning, such as {@code LONG_KEYFRAME_INTERVAL}
 * @param text one sentence for the operator
 */
public record PublisherWarning(String kind, String text) {}
