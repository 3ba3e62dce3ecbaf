/**
 * The load client: plain NIO, a minimal WebSocket of its own, and a check of every byte received.
 */
@NullMarked
package io.iocp.benchmarks.client;

import org.jspecify.annotations.NullMarked;
