/**
 * Distributions of durations and sizes, counted in primitive arrays: cheap enough for every I/O.
 */
@NullMarked
package io.iocp.statistics;

import org.jspecify.annotations.NullMarked;
