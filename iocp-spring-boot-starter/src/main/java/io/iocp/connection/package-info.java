/**
 * Connections: states, sequence numbers, timers, bounded send queues, and the workers that serve
 * them.
 */
@NullMarked
package io.iocp.connection;

import org.jspecify.annotations.NullMarked;
