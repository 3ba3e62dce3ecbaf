/** From one publisher to all viewers: fan-out, late join, and what happens to viewers that lag. */
@NullMarked
package io.iocp.streaming.relay;

import org.jspecify.annotations.NullMarked;
