/** Tests of how pictures are captured. */
@NullMarked
package io.iocp.streaming.command.capture;

import org.jspecify.annotations.NullMarked;
