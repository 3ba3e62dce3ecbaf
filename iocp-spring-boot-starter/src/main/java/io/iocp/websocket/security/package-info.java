/** Has Spring Security's filters decide about handshakes, and say who shakes hands. */
@NullMarked
package io.iocp.websocket.security;

import org.jspecify.annotations.NullMarked;
