/** The benchmark commands: they start relays and clients as processes of their own and compare. */
@NullMarked
package io.iocp.benchmarks;

import org.jspecify.annotations.NullMarked;
