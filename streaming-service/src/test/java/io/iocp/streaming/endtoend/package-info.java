/**
 * The whole service as its users meet it: ffmpeg publishes, Chromium watches, strangers misbehave.
 */
@NullMarked
package io.iocp.streaming.endtoend;

import org.jspecify.annotations.NullMarked;
