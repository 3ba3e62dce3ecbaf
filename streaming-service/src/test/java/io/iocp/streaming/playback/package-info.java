/** Tests of the viewer's side. */
@NullMarked
package io.iocp.streaming.playback;

import org.jspecify.annotations.NullMarked;
