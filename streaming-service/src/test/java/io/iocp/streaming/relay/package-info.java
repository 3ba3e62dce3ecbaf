/** Tests of the fan-out, driven packet by packet. */
@NullMarked
package io.iocp.streaming.relay;

import org.jspecify.annotations.NullMarked;
