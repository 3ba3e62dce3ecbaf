/**
 * Lives of the whole product in simulated time: publishers, the relay on its transport, links that
 * slow, stall and heal, and players.
 */
@NullMarked
package io.iocp.streaming.simulation;

import org.jspecify.annotations.NullMarked;
