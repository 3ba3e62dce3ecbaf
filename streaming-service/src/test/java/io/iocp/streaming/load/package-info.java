/**
 * The service under load, on each engine: nothing is lost, nothing leaks, nobody pays for others.
 */
@NullMarked
package io.iocp.streaming.load;

import org.jspecify.annotations.NullMarked;
