/** Runs WebFlux's WebSocket handlers on the transport. */
@NullMarked
package io.iocp.websocket.reactive;

import org.jspecify.annotations.NullMarked;
