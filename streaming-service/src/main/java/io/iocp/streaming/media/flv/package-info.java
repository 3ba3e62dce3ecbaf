/** Reads FLV, as files and as the bodies of RTMP messages: bytes in, tracks and samples out. */
@NullMarked
package io.iocp.streaming.media.flv;

import org.jspecify.annotations.NullMarked;
