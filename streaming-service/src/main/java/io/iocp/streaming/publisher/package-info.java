/**
 * Clients that ship with the service: they send video, and files, through a WebSocket like any
 * other client.
 */
@NullMarked
package io.iocp.streaming.publisher;

import org.jspecify.annotations.NullMarked;
