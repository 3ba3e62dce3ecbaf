/** Publishers that speak RTMP, on a listener of the transport's own. */
@NullMarked
package io.iocp.streaming.ingest.rtmp;

import org.jspecify.annotations.NullMarked;
