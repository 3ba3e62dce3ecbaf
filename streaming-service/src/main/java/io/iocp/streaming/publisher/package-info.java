/**
 * Publishers that ship with the service: they send video through a WebSocket like any other
 * publisher.
 */
@NullMarked
package io.iocp.streaming.publisher;

import org.jspecify.annotations.NullMarked;
