/**
 * A completion port that is simulated: deterministic for a seed, with virtual time and virtual
 * peers, and with every fault that a kernel and a network may have.
 */
@NullMarked
package io.iocp.completion.simulated;

import org.jspecify.annotations.NullMarked;
