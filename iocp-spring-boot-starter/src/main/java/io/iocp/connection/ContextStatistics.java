package io.iocp.connection;

/**
 * The contexts of connections: what is kept for one from its acceptance, or the attempt to connect,
 * until it is closed and nothing of it is in flight.
 *
 * <p>The parts of a context that the kernel touches come from pools and go back when the last
 * completion has been dequeued: request slots and socket slots in slabs of the engine, buffers in
 * the buffer pool. The objects around them are not pooled: they are about a twentieth of what a
 * connection with a handshake allocates, and an old reference to one that had been given to another
 * client would send to that client.
 *
 * @param used contexts now
 * @param peak most contexts at once
 * @param closing contexts of connections that are over and whose last operation is not home
 */
public record ContextStatistics(int used, int peak, int closing) {}
