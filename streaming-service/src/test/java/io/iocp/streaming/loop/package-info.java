/** A loop for tests of those that run on one. */
@NullMarked
package io.iocp.streaming.loop;

import org.jspecify.annotations.NullMarked;
