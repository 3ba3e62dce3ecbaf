/** Length-prefixed packets on connections: sessions, handlers, and the routing between them. */
@NullMarked
package io.iocp.packet;

import org.jspecify.annotations.NullMarked;
