/** WebSocket server side: handshakes, sessions, routing to handlers (RFC 6455). */
@NullMarked
package io.iocp.websocket;

import org.jspecify.annotations.NullMarked;
