package io.iocp.streaming.hls;

/**
 * A part of a segment.
 *
 * @param seconds how long it is
 * @param independent whether a decoder can start in it
 * @param body its bytes
 */
record Part(double seconds, boolean independent, SharedBytes body) {}
