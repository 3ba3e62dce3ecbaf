/** Frames of a stream for viewers that decode by themselves: each a message behind a header. */
@NullMarked
package io.iocp.streaming.frames;

import org.jspecify.annotations.NullMarked;
