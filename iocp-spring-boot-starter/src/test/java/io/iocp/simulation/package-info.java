/** Whole lives of a server on the simulated port, thousands of them, and what must hold in each. */
@NullMarked
package io.iocp.simulation;

import org.jspecify.annotations.NullMarked;
