/** Tests of frames for viewers that decode by themselves. */
@NullMarked
package io.iocp.streaming.frames;

import org.jspecify.annotations.NullMarked;
