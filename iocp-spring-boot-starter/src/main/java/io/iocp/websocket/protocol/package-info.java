/** The WebSocket protocol (RFC 6455) as a pure core: bytes in, events and bytes out. */
@NullMarked
package io.iocp.websocket.protocol;

import org.jspecify.annotations.NullMarked;
