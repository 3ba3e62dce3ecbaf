/** Byte streams of H.264 and H.265 with start codes, as annex B of both has them. */
@NullMarked
package io.iocp.streaming.media.annexb;

import org.jspecify.annotations.NullMarked;
