package io.iocp.streaming.relay;

/**
 * What viewers hear once a second.
 *
 * @param sequence number of the stream's next chunk
 * @param serverTimeMillis the server's time, milliseconds since 1970
 * @param upstream where the stream comes from
 */
record LiveTick(long sequence, long serverTimeMillis, Upstream upstream) {}
