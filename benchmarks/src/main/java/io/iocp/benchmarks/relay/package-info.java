/** The relays that are compared; each runs as a process of its own with the same small console. */
@NullMarked
package io.iocp.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
