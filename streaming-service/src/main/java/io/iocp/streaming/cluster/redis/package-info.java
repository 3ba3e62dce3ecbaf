/** The registry of a cluster in Redis. */
@NullMarked
package io.iocp.streaming.cluster.redis;

import org.jspecify.annotations.NullMarked;
