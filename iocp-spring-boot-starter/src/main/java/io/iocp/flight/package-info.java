/**
 * What a flight recording ({@code jdk.jfr}) sees of the transport; nothing, and for free, without
 * one.
 */
@NullMarked
package io.iocp.flight;

import org.jspecify.annotations.NullMarked;
