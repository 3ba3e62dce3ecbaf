package io.iocp.connection;

/**
 * What waits to be sent on all connections together.
 *
 * @param queuedBytes bytes of buffer slots in their queues
 * @param largestBytes bytes in the fullest queue
 * @param backlogged connections whose queue is at its bound
 */
public record SendQueueFigures(long queuedBytes, long largestBytes, int backlogged) {}
