package io.iocp.streaming.access;

import org.jspecify.annotations.Nullable;

/**
 * What a ticket is to be for.
 *
 * @param action {@code publish}, {@code watch} or {@code files}
 * @param stream name of the stream or file
 * @param seconds how long it can be used, 1 to 300; 60 if not given
 * @param address the one address that it can be used from; anywhere if not given
 */
record TicketRequest(
    @Nullable String action,
    @Nullable String stream,
    @Nullable Integer seconds,
    @Nullable String address) {}
