/** RTMP as publishers speak it: bytes in, answers and the bodies of media messages out. */
@NullMarked
package io.iocp.streaming.ingest.rtmp.protocol;

import org.jspecify.annotations.NullMarked;
