/** Monotonic time, and one wheel for all timers. */
@NullMarked
package io.iocp.time;

import org.jspecify.annotations.NullMarked;
