/** One thing after the other on a thread of its own, or when a test says so; and when again. */
@NullMarked
package io.iocp.streaming.loop;

import org.jspecify.annotations.NullMarked;
