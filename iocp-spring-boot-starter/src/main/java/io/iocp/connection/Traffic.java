package io.iocp.connection;

/**
 * What all connections of a server together have moved so far, those that have ended included.
 *
 * @param receivedBytes bytes received
 * @param sentBytes bytes that the kernel took
 */
public record Traffic(long receivedBytes, long sentBytes) {}
