/**
 * Pictures by way of ffmpeg: which input, encoder and arguments on which machine, pure; and the
 * processes that are run with them.
 */
@NullMarked
package io.iocp.streaming.command.capture;

import org.jspecify.annotations.NullMarked;
