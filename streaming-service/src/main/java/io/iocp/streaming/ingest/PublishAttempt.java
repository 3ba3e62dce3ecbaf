package io.iocp.streaming.ingest;

/** What became of an attempt to publish. */
public sealed interface PublishAttempt permits PublishedStream, Refusal {}
