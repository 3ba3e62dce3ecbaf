/** Auto-configuration of Spring's own WebSocket handlers. */
@NullMarked
package io.iocp.autoconfigure.websocket;

import org.jspecify.annotations.NullMarked;
