/** Framing of length-prefixed packets, as pure functions of bytes. */
@NullMarked
package io.iocp.packet.protocol;

import org.jspecify.annotations.NullMarked;
