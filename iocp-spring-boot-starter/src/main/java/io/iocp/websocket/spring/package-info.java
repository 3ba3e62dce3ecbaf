/** Runs Spring's own WebSocket handlers on the transport. */
@NullMarked
package io.iocp.websocket.spring;

import org.jspecify.annotations.NullMarked;
