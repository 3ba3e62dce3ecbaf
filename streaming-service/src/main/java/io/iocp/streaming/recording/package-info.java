/** Writes streams to disk, keeps what was written within bounds, and finds it again. */
@NullMarked
package io.iocp.streaming.recording;

import org.jspecify.annotations.NullMarked;
