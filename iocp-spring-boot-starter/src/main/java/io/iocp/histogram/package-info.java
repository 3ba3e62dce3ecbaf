/**
 * Distributions of durations and sizes, counted in primitive arrays: cheap enough for every I/O.
 */
@NullMarked
package io.iocp.histogram;

import org.jspecify.annotations.NullMarked;
