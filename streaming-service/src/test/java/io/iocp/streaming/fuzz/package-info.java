/**
 * What every reader of a stranger's bytes promises, whatever the bytes are, in a form that a
 * coverage-guided fuzzer can call: see {@link io.iocp.streaming.fuzz.FuzzTarget}.
 */
@NullMarked
package io.iocp.streaming.fuzz;

import org.jspecify.annotations.NullMarked;
