package io.iocp.connection;

/**
 * The contexts of connections: what is kept for one from its acceptance, or the attempt to connect,
 * until it is closed and nothing of it is in flight.
 *
 * <p>What the port works on is pooled, and goes back when the last completion has been dequeued:
 * the connection's operations and send ring here, request slots and socket slots in slabs of the
 * engine, buffers in the buffer pool. The {@link Connection} itself is what handlers and other
 * threads hold on to, and never stands for another client.
 *
 * @param used contexts now
 * @param peak most contexts at once
 * @param closing contexts of connections that are over and whose last operation is not home
 * @param free contexts kept for connections to come; at most {@link
 *     ConnectionOptions#maximumFreeContexts()}
 * @param made contexts made so far, since there was none free
 */
public record ContextStatistics(int used, int peak, int closing, int free, long made) {}
